"""Break each import contract in a copy of the tree, and see the linter refuse.

`python -m tests.architecture.break_contracts` tries them all: what cannot be broken guards nothing.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "deploy")
LINTER = Path(sys.executable).with_name("lint-imports")


@dataclass(frozen=True)
class Breach:
    """A line in a module that a contract forbids, and what the other side needs for it to matter.

    Modules are made when they are not there.
    """

    contract: str
    module: str
    line: str
    other: str = ""
    answer: str = ""

    @override
    def __str__(self) -> str:
        return f"{self.contract}: {self.module} has '{self.line}'"

    def commit(self, tree: Path) -> None:
        add_line(tree, self.module, self.line)
        if self.other:
            add_line(tree, self.other, self.answer)


def add_line(tree: Path, module: str, line: str) -> None:
    path = tree / (module.replace(".", "/") + ".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in path.relative_to(tree).parents[:-1]:
        (tree / folder / "__init__.py").touch()
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")


BREACHES = (
    Breach("islands", "services.review.rounds.errors", "import services.registry.models"),
    Breach("islands", "services.registry.jobs", "import services.identity.main"),
    Breach("floor", "shared.time.clock", "import services.review.models"),
    Breach("floor", "services.review.models", "import deploy.local"),
    Breach("rooms", "shared.db.work", "import shared.jobs"),
    Breach("rooms", "shared.auth.claims", "import shared.jobs"),
    Breach("rooms", "shared.codes.roles", "import shared.workflow"),
    Breach("rooms", "shared.helpers.misc", "import re"),
    Breach("noun", "services.review.applications.models", "import services.review.applications.service"),
    Breach("noun", "services.review.applications.rules", "import services.review.applications.models"),
    Breach("cycles", "services.review.applications.rules", "import services.review.applications.workflow"),
    Breach("pure", "services.review.applications.rules", "import pydantic"),
    Breach("pure", "services.review.applications.workflow", "import services.review.applications.models"),
    Breach("pure", "shared.expressions.functions", "import sqlalchemy"),
    Breach("sql", "services.review.applications.service", "import sqlalchemy"),
    Breach("sql", "services.registry.organisations.routes", "import asyncpg"),
    Breach("web", "services.review.applications.service", "from fastapi import Request"),
    Breach("web", "services.review.rounds.repository", "import starlette.requests"),
    Breach("testing", "services.review.models", "import shared.testing.database"),
    Breach("testing", "deploy.local.postgres", "import shared.testing"),
    Breach("cycles", "shared.workflow.constraint", "import shared.workflow.table"),
    Breach(
        "cycles",
        "services.registry.brands.rules",
        "import services.registry.channels.rules",
        other="services.registry.channels.rules",
        answer="import services.registry.brands.rules",
    ),
    Breach("life", "services.review.rounds.models", "import services.review.applications.models"),
    Breach(
        "life",
        "services.review.applications.rules",
        "import services.review.titles.numbers",
        other="services.review.titles.numbers",
    ),
)


def contracts() -> dict[str, str]:
    """The names of the contracts by identifier, as the configuration has them."""
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {c["id"]: c["name"] for c in configured["tool"]["importlinter"]["contracts"]}


def copy_of_the_tree(folder: Path) -> Path:
    """The modules and the contracts, nothing else."""
    for package in PACKAGES:
        skip = shutil.ignore_patterns("__pycache__", "migrations", "data", "catalogue", "*.json", "*.csv")
        shutil.copytree(ROOT / package, folder / package, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(LINTER), "--no-logo", "--cache-dir", str(tree / ".cache"), *arguments]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def is_seen(breach: Breach, folder: Path) -> bool:
    """Whether the linter refuses the tree with this line, by the contract that forbids it."""
    tree = copy_of_the_tree(folder)
    breach.commit(tree)
    verdict = lint(tree, "--contract", breach.contract)
    return verdict.returncode == 1 and "BROKEN" in verdict.stdout


def main() -> int:
    unseen = []
    for breach in BREACHES:
        with tempfile.TemporaryDirectory() as folder:
            if not is_seen(breach, Path(folder)):
                unseen.append(str(breach))
    sys.stdout.write(
        "\n".join(["Breaches that nobody saw:", *unseen, ""]) if unseen else "Every breach was seen.\n"
    )
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main())

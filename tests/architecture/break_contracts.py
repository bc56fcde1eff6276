"""Break each import contract in a copy of the tree, and see the linter refuse.

`python -m tests.architecture.break_contracts` tries them all: what cannot be broken guards nothing. It is one
process with one copy, mended after each breach, and the linter reads only what has changed.
"""

import importlib
import io
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "deploy")


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

    @contextmanager
    def committed(self, tree: Path) -> Iterator[None]:
        """The tree with these lines; afterwards it is as it was."""
        lines = {self.module: self.line} | ({self.other: self.answer} if self.other else {})
        with _kept(tree, [_path(tree, module) for module in lines]):
            for module, line in lines.items():
                add_line(tree, module, line)
            yield


def _path(tree: Path, module: str) -> Path:
    return tree / (module.replace(".", "/") + ".py")


@contextmanager
def _kept(tree: Path, paths: list[Path]) -> Iterator[None]:
    """Whatever is written to these files, or made for them, is undone."""
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    made = [
        folder for path in paths for folder in path.relative_to(tree).parents if not (tree / folder).exists()
    ]
    try:
        yield
    finally:
        for path, content in before.items():
            path.unlink()
            if content is not None:
                path.write_bytes(content)
        for folder in made:
            shutil.rmtree(tree / folder, ignore_errors=True)


def add_line(tree: Path, module: str, line: str) -> None:
    path = _path(tree, module)
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
    Breach("cycles", "shared.workflow.table", "import shared.workflow.constraint"),
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


def refused(contract: str | None = None) -> bool:
    """Whether the linter finds a contract broken in the current folder, this one or any."""
    from importlinter.cli import lint_imports  # noqa: PLC0415 - it takes the folder where it is loaded for the tree

    importlib.invalidate_caches()
    told = io.StringIO()
    with redirect_stdout(told):
        limited = (contract,) if contract else ()
        broken = lint_imports(limit_to_contracts=limited, cache_dir=".cache", no_logo=True) != 0
    return broken and "BROKEN" in told.getvalue()


def unseen_in(tree: Path) -> list[str]:
    """Breaches not refused by the contract that forbids them; before and after nothing is refused."""
    found = ["the tree as it is: refused"] if refused() else []
    for breach in BREACHES:
        with breach.committed(tree):
            found += [] if refused(breach.contract) else [str(breach)]
    return found + (["the tree as it was: refused"] if refused() else [])


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_the_tree(Path(folder))
        os.chdir(tree)
        sys.path[0] = str(tree)
        unseen = unseen_in(tree)
    sys.stdout.write(
        "\n".join(["Breaches that nobody saw:", *unseen, ""]) if unseen else "Every breach was seen.\n"
    )
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main())

"""Drafts the migration for CHECKs that no longer say what the code says.

`python -m shared.db.renewals services.review title_warning` writes `NNNN_title_warning.py`, ready to run.
Looked at are the steps of every life cycle (the CHECK on the history) and every CHECK of a model that lists
values, such as states. What held before is read out of the migrations.
"""

import argparse
import importlib
import re
import sys
import textwrap
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, MetaData

from shared.db.migrate import ROOT, head_of, write_sql
from shared.workflow.constraint import check_sql
from shared.workflow.table import Workflow

LISTED = re.compile(r"'[^']*'")
DROPPED = """    op.execute(\"\"\"
        -- squawk-ignore ban-drop-constraint
        ALTER TABLE {table} DROP CONSTRAINT {name}
    \"\"\")
"""
ADDED = 'f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({{{words}}}){valid}"'
WIDTH = 110
PAGE = '''"""{title}."""

from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None

{words}


def upgrade() -> None:
{up}

def downgrade() -> None:
    """What was written in between stays as it is."""
{down}'''


@dataclass(frozen=True, slots=True)
class Renewal:
    """A CHECK on a table whose condition changes; without one before, it is new."""

    table: str
    name: str
    before: str | None
    after: str

    @property
    def word(self) -> str:
        """The name of the constants in the migration."""
        return self.name.removesuffix("_check").upper()


def renewals(package: str) -> list[Renewal]:
    """The CHECKs of a service that its migrations do not know as the code has them."""
    service = package.rpartition(".")[2]
    written = _written(service)
    metadata = importlib.import_module(f"{package}.models").Base.metadata
    asked = [*_of_lives(package, written), *_of_models(metadata)]
    found = [Renewal(table, name, condition_in(written, name), after) for table, name, after in asked]
    return [each for each in found if each.before is None or not _same(each.before, each.after)]


def condition_in(sql: str, name: str) -> str | None:
    """The condition that a CHECK was given last, None when it never was."""
    begins = list(re.finditer(rf"CONSTRAINT {name}\s+CHECK\s*\(", sql))
    if not begins:
        return None
    start, depth = begins[-1].end(), 1
    for token in re.finditer(r"'[^']*'|[()]", sql[start:]):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth == 0:
            return " ".join(sql[start : start + token.start()].split())
    raise ValueError(f"the CHECK {name} has no end")


def drafted(service: str, slug: str, wanted: list[Renewal]) -> str:
    """The migration as text."""
    before = head_of(service)
    return PAGE.format(
        title=slug.replace("_", " ").capitalize(),
        revision=f"{int(before) + 1:04}",
        before=before,
        words="\n".join(line for each in wanted for line in _constants(each)),
        up="".join(_exchange(each, old=each.before, words=each.word, valid="") for each in wanted),
        down="".join(_back(each) for each in reversed(wanted)),
    )


def _constants(each: Renewal) -> Iterator[str]:
    if each.before is not None:
        yield _wrapped(f"{each.word}_BEFORE", each.before)
    yield _wrapped(each.word, each.after)


def _wrapped(word: str, condition: str) -> str:
    lines = textwrap.wrap(condition, 100, break_long_words=False, break_on_hyphens=False)
    return "\n".join([f'{word} = """', *(f"    {line}" for line in lines), '"""'])


def _exchange(each: Renewal, *, old: str | None, words: str, valid: str) -> str:
    dropped = DROPPED.format(table=each.table, name=each.name) if old is not None else ""
    said = ADDED.format(table=each.table, name=each.name, words=words, valid=valid)
    line = f"    op.execute({said})\n"
    return dropped + (line if len(line) <= WIDTH + 1 else f"    op.execute(\n        {said}\n    )\n")


def _back(each: Renewal) -> str:
    if each.before is None:
        return DROPPED.format(table=each.table, name=each.name)
    return _exchange(each, old=each.after, words=f"{each.word}_BEFORE", valid=" NOT VALID")


def _same(before: str, after: str) -> bool:
    return LISTED.findall(before) == LISTED.findall(after)


def _written(service: str) -> str:
    with redirect_stdout(StringIO()) as written:
        write_sql(service)
    return written.getvalue()


def _of_lives(package: str, written: str) -> Iterator[tuple[str, str, str]]:
    """The CHECK of each life cycle on the history; all editions of one noun share theirs.

    The first ones were named without `_steps`; a constraint keeps the name that it was given.
    """
    folder = Path(str(importlib.import_module(package).__file__)).parent
    schema = package.rpartition(".")[2]
    for path in sorted(folder.glob("*/workflow.py")):
        module = importlib.import_module(f"{package}.{path.parent.name}.workflow")
        lives: dict[str, list[Workflow[Any, Any]]] = {}
        for found in vars(module).values():
            if isinstance(found, Workflow):
                lives.setdefault(found.noun, []).append(found)
        for noun, editions in lives.items():
            early = f"history_{noun}_check"
            name = f"history_{noun}_steps_check" if condition_in(written, early) is None else early
            yield f"{schema}.history", name, check_sql(*editions)


def _of_models(metadata: MetaData) -> Iterator[tuple[str, str, str]]:
    """CHECKs that list values; those without a list never follow an enumeration."""
    for table in metadata.tables.values():
        for check in table.constraints:
            if isinstance(check, CheckConstraint) and LISTED.search(str(check.sqltext)):
                yield table.fullname, str(check.name), str(check.sqltext)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", help="such as services.review")
    parser.add_argument("slug", help="name of the file after its number, such as title_warning")
    options = parser.parse_args(arguments)
    service = options.package.rpartition(".")[2]
    for path in sorted((ROOT / "services" / service).glob("*/models.py")):
        importlib.import_module(f"{options.package}.{path.parent.name}.models")
    wanted = renewals(options.package)
    if not wanted:
        sys.stderr.write("every CHECK says what the code says: nothing to renew\n")
        return 1
    page = drafted(service, options.slug, wanted)
    number = f"{int(head_of(service)) + 1:04}"
    path = ROOT / "services" / service / "migrations" / "versions" / f"{number}_{options.slug}.py"
    path.write_text(page, encoding="utf-8")
    sys.stdout.write(f"{path.relative_to(ROOT)}: {', '.join(each.name for each in wanted)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""CHECKs that no longer say what the code says: steps of life cycles, and lists of values such as states."""

import importlib
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, MetaData

from shared.workflow import Workflow
from shared.workflow.constraint import check_sql

LISTED = re.compile(r"'[^']*'")
DROPPED = """    op.execute(\"\"\"
        -- squawk-ignore ban-drop-constraint
        ALTER TABLE {table} DROP CONSTRAINT {name}
    \"\"\")
"""
ADDED = 'f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({{{words}}}){valid}"'
WIDTH = 110


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


def renewals(package: str, metadata: MetaData, written: str) -> list[Renewal]:
    """The CHECKs that `written`, the SQL of all migrations of a service, has in other words than the code."""
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


def constants(each: Renewal) -> str:
    """The conditions before and after, as constants of the migration."""
    named = [(f"{each.word}_BEFORE", each.before)] if each.before is not None else []
    return "\n".join(_wrapped(word, condition) for word, condition in [*named, (each.word, each.after)])


def upgraded(each: Renewal) -> str:
    """Lines of `upgrade`: the CHECK as the code has it."""
    return _exchange(each, dropped=each.before is not None, words=each.word, valid="")


def downgraded(each: Renewal) -> str:
    """Lines of `downgrade`: what held before, without looking at what is there."""
    if each.before is None:
        return DROPPED.format(table=each.table, name=each.name)
    return _exchange(each, dropped=True, words=f"{each.word}_BEFORE", valid=" NOT VALID")


def _wrapped(word: str, condition: str) -> str:
    lines = textwrap.wrap(condition, 100, break_long_words=False, break_on_hyphens=False)
    return "\n".join([f'{word} = """', *(f"    {line}" for line in lines), '"""'])


def _exchange(each: Renewal, *, dropped: bool, words: str, valid: str) -> str:
    gone = DROPPED.format(table=each.table, name=each.name) if dropped else ""
    said = ADDED.format(table=each.table, name=each.name, words=words, valid=valid)
    line = f"    op.execute({said})\n"
    return gone + (line if len(line) <= WIDTH + 1 else f"    op.execute(\n        {said}\n    )\n")


def _same(before: str, after: str) -> bool:
    return LISTED.findall(before) == LISTED.findall(after)


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

"""The rows of a service in the words of its history, to be compared with what a replay makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import MetaData, Numeric, Table, select
from sqlalchemy.dialects.postgresql import Range

from shared.db.caller import SYSTEM
from shared.db.work import Database

Row = dict[str, Any]
Rows = Mapping[str, Mapping[str, Row]]
"""By table and key."""
BOOKKEEPING: Final = frozenset({"created_at", "updated_at"})
HOUSE: Final = frozenset({"history", "refusals", "idempotency", "feed_cursors"})


@dataclass(kw_only=True)
class Ledger:
    """Which tables a replay has to make up, and what of them the history does not tell."""

    metadata: MetaData
    elsewhere: frozenset[str]
    """Tables that are logs of their own or made from others."""
    kept_back: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Columns by table."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By which rows are told where it is not their `id`."""
    numbered: Mapping[str, str] = field(default_factory=dict)
    """Tables whose rows are told by their place among those of one owner."""

    def __post_init__(self) -> None:
        self.tables: dict[str, Table] = {
            table.name: table
            for table in self.metadata.sorted_tables
            if table.name not in self.elsewhere | HOUSE
        }
        self.columns: dict[str, list[str]] = {
            name: [
                column.name
                for column in table.c
                if column.name not in BOOKKEEPING | self.kept_back.get(name, frozenset())
            ]
            for name, table in self.tables.items()
        }

        self.figures: dict[str, list[str]] = {
            name: [column for column in self.columns[name] if isinstance(table.c[column].type, Numeric)]
            for name, table in self.tables.items()
        }

    async def standing(self, database: Database) -> dict[str, dict[str, Row]]:
        """Every row of these tables."""
        found: dict[str, dict[str, Row]] = {}
        async with database.read(SYSTEM) as session:
            for name, table in self.tables.items():
                rows = (await session.execute(select(table).order_by(*table.primary_key))).mappings().all()
                found[name] = {}
                for row in rows:
                    found[name][self._key(name, row, found[name])] = {
                        column: plain(row[column]) for column in self.columns[name]
                    }
        return found

    def compared(self, told: Rows, kept: Rows) -> list[str]:
        """Where a replay and the rows differ; nothing, as a rule."""
        faults = []
        for name in self.tables:
            made = {key: self._shown(name, row) for key, row in told.get(name, {}).items()}
            rows = {key: self._shown(name, row) for key, row in kept[name].items()}
            differing = [key for key in {**made, **rows} if made.get(key) != rows.get(key)]
            faults += [f"{name} {key}: told {made.get(key)}, kept {rows.get(key)}" for key in differing]
        return faults

    def _key(self, name: str, row: Mapping[str, Any], before: Mapping[str, Row]) -> str:
        if name not in self.numbered:
            return " ".join(str(row[column]) for column in self.keys.get(name, ("id",)))
        owner = str(row[self.numbered[name]])
        return f"{owner} {sum(each.rpartition(' ')[0] == owner for each in before)}"

    def _shown(self, name: str, row: Row) -> Row:
        """Figures as figures: the database fills their places up."""
        shown = {column: row[column] for column in self.columns[name]}
        for column in self.figures[name]:
            shown[column] = None if shown[column] is None else Decimal(shown[column])
        return shown


def moved(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """Those rows that are new or no longer what they were, before and after."""
    keys = {
        name: [key for key, row in rows.items() if before[name].get(key) != row]
        for name, rows in after.items()
    }
    return (
        {name: {key: before[name][key] for key in own if key in before[name]} for name, own in keys.items()},
        {name: {key: after[name][key] for key in own} for name, own in keys.items()},
    )


def advance(rows: dict[str, Row], key: str, row: Row) -> None:
    """The next version of a row, and no other; a correction that changes nothing tells the same one again."""
    before = rows.get(key, {"version": 0})
    assert row["version"] == before["version"] + 1 or row == before, (key, row, before)
    rows[key] = row


def plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, Range):
        return [plain(value.lower), plain(value.upper)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], Range):
            return [{"from_on": plain(each.lower), "until_on": plain(each.upper)} for each in value]
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value

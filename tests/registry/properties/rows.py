"""The register as it stands, in the words of its history; what the history does not tell is named here."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import Range

from services.registry.models import Base
from shared.db.caller import SYSTEM
from shared.db.work import Database
from tests.registry.properties.replay import Register, Row

BOOKKEEPING: Final = {"created_at", "updated_at"}
KEPT_BACK: Final[Mapping[str, set[str]]] = {
    "organisations": {"revision"},
    "organisation_names": {"id", "key", "pinyin", "initials", "grams"},
    "people": {"name", "position", "phone", "email", "version"},
    "experts": {"name", "phone", "email"},
}
"""Personal data, which stay in the row; counters and search keys, which are made from the rest."""
ELSEWHERE: Final = {"unmaskings", "imports", "import_rows"}
"""Logs of their own: who read whom in clear, and what tables were read in."""
HOUSE: Final = {"history", "refusals", "idempotency", "feed_cursors"}
KEYS: Final = {"regions": "code", "calendar_years": "year", "calendar_days": "day"}
"""By which rows are told where it is not their `id`."""
Rows = Mapping[str, Mapping[str, Row]]


@cache
def told_tables() -> dict[str, Table]:
    """Every table of the service that a replay has to make up."""
    left_out = ELSEWHERE | HOUSE
    return {table.name: table for table in Base.metadata.sorted_tables if table.name not in left_out}


async def standing(database: Database) -> dict[str, dict[str, Row]]:
    """Every row of these tables by its key."""
    async with database.read(SYSTEM) as session:
        found = {
            name: (await session.execute(select(*table.c).order_by(*table.primary_key))).mappings().all()
            for name, table in told_tables().items()
        }
    return {name: _keyed(name, [_row(name, row) for row in rows]) for name, rows in found.items()}


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


def compared(register: Register, rows: Rows) -> list[str]:
    """Where the replay and the rows differ; nothing, as a rule."""
    faults = []
    for name in told_tables():
        made = {key: _shown(name, row) for key, row in register.tables[name].items()}
        kept = {key: _shown(name, row) for key, row in rows[name].items()}
        differing = [key for key in {**made, **kept} if made.get(key) != kept.get(key)]
        faults += [f"{name} {key}: told {made.get(key)}, kept {kept.get(key)}" for key in differing]
    return faults


def _keyed(name: str, rows: list[Row]) -> dict[str, Row]:
    if name != "organisation_names":
        return {str(row[KEYS.get(name, "id")]): row for row in rows}
    numbered: dict[str, Row] = {}
    for row in rows:
        before = sum(each["organisation_id"] == row["organisation_id"] for each in numbered.values())
        numbered[f"{row['organisation_id']} {before}"] = row
    return numbered


def _row(name: str, row: Mapping[str, Any]) -> Row:
    left_out = BOOKKEEPING | KEPT_BACK.get(name, set()) - {"id"}
    return {column: _plain(value) for column, value in row.items() if column not in left_out}


def _shown(name: str, row: Row) -> Row:
    """The columns of the table, with figures as figures."""
    left_out = BOOKKEEPING | KEPT_BACK.get(name, set())
    columns = [column for column in told_tables()[name].c.keys() if column not in left_out]  # noqa: SIM118 - of a table, not a mapping
    return {column: Decimal(row[column]) if column == "value" else row[column] for column in columns}


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, Range):
        return [_plain(value.lower), _plain(value.upper)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], Range):
            return [{"from_on": _plain(each.lower), "until_on": _plain(each.upper)} for each in value]
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value

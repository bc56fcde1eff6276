"""Many rows in one statement; the server plans, checks and announces once, however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Table, TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession


async def insert_many(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of a table; all name the same columns, as the first does, and defaults do not apply."""
    if rows:
        await session.execute(_insert(table, tuple(rows[0])), {"rows": _document(rows)})


async def update_many(
    session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]], *, key: tuple[str, ...] = ("id",)
) -> None:
    """Update rows found by their key; all name the same columns, as the first does."""
    if rows:
        await session.execute(_update(table, tuple(rows[0]), key), {"rows": _document(rows)})


def values_of(table: Table, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of a model, whose members bear the names of its columns, as what is written of them."""
    return [{name: getattr(row, name) for name in table.c.keys()} for row in rows]  # noqa: SIM118 - columns


def _document(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(rows, default=_plain).decode()


def _plain(value: Any) -> str:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


# Names of tables and columns come from the models; values travel in the one parameter.
@cache
def _insert(table: Table, names: tuple[str, ...]) -> TextClause:
    columns = ", ".join(f'"{name}"' for name in names)
    return text(f"INSERT INTO {table.fullname} ({columns}) SELECT {columns} FROM {_given(table)}")  # noqa: S608


@cache
def _update(table: Table, names: tuple[str, ...], key: tuple[str, ...]) -> TextClause:
    changes = ", ".join(f'"{name}" = given."{name}"' for name in names if name not in key)
    found = " AND ".join(f'kept."{name}" = given."{name}"' for name in key)
    return text(f"UPDATE {table.fullname} AS kept SET {changes} FROM {_given(table)} AS given WHERE {found}")  # noqa: S608


def _given(table: Table) -> str:
    return f"json_populate_recordset(NULL::{table.fullname}, CAST(:rows AS json))"

"""The seal of rows: what the history remembers of figures that it must not tell (V20)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson


def plain(value: Any) -> Any:
    """A column's value as JSON says it: hashes in hex, instants in UTC, figures with their four places."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return str(value) if isinstance(value, UUID | date) else value


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it stands in an archive."""
    return {str(name): plain(value) for name, value in row.items()}


def columns_of(thing: Any) -> dict[str, Any]:
    """Every column of a mapped object, as an archive tells it."""
    return told({column.name: getattr(thing, column.name) for column in thing.__table__.columns})


def seal(document: Any) -> str:
    """SHA-256 over the canonical JSON (sorted keys); the archive's verifier computes it anew."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def seals(things: Iterable[Any]) -> list[str]:
    """The seal of each of many objects, in their order."""
    return [seal(columns_of(thing)) for thing in things]

"""Names and how their values are read: what a caller hands in is checked, never trusted, and never raises."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, DecimalException
from typing import Any, NamedTuple, TypeAlias

from shared.expressions.kinds import Kind, Type
from shared.expressions.values import CONTEXT, RECORDS, Frame, Reason, ReasonCode, Step, nothing

ITEM = "it"
"""The name of the current item where a list holds plain values, not records."""

Scope: TypeAlias = tuple[Mapping[str, Type], ...]
"""Names of the caller first, then those of each open list function; the innermost wins."""


class Place(NamedTuple):
    """Where a name is found at run time."""

    slot: int
    type: Type


def find(scope: Scope, name: str) -> Place | None:
    for level in range(len(scope) - 1, -1, -1):
        found = scope[level].get(name)
        if found is not None:
            return Place(slot=0 if level == 0 else RECORDS + level - 1, type=found)
    return None


def fields_of(item: Type) -> Mapping[str, Type]:
    """What the body of a list function may name for each item."""
    return dict(item.fields) if item.kind is Kind.RECORD else {ITEM: item}


def reader(name: str, place: Place) -> Step:
    """Reads a name; what is absent or of another type is a missing value with a reason."""
    slot, accept = place.slot, acceptor(place.type)
    missing = Reason(ReasonCode.MISSING, name)
    unsuitable = Reason(ReasonCode.UNSUITABLE, name)

    def read(frame: Frame) -> Any:
        found = frame[slot].get(name)
        if found is None:
            return nothing(frame, missing)
        value = accept(found)
        return nothing(frame, unsuitable) if value is None else value

    return read


def acceptor(kind: Type) -> Callable[[Any], Any]:
    """A function that gives back a value of this type, or None."""
    return {
        Kind.NUMBER: _number,
        Kind.TEXT: _text,
        Kind.BOOLEAN: _boolean,
        Kind.DAY: _day,
        Kind.LIST: _list,
        Kind.RECORD: _record,
    }[kind.kind]


def _number(found: Any) -> Decimal | None:
    if type(found) is Decimal:
        return found if found.is_finite() else None
    if type(found) is int:
        try:
            return CONTEXT.create_decimal(found)
        except DecimalException:
            return None
    return None


def _text(found: Any) -> str | None:
    return found if isinstance(found, str) else None


def _boolean(found: Any) -> bool | None:
    return found if isinstance(found, bool) else None


def _day(found: Any) -> date | None:
    return found if isinstance(found, date) and not isinstance(found, datetime) else None


def _list(found: Any) -> list[Any] | tuple[Any, ...] | None:
    return found if isinstance(found, list | tuple) else None


def _record(found: Any) -> Mapping[str, Any] | None:
    return found if isinstance(found, Mapping) else None

"""Static types: what a name or an expression yields, with the unit of a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Unit: TypeAlias = tuple[tuple[str, int], ...]
"""Powers of base units, sorted: yuan per count is (("count", -1), ("yuan", 1)); a ratio is ()."""


class Kind(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DAY = "day"
    LIST = "list"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Type:
    """A kind; a number may have a unit, a list has an item, a record has fields.

    A number without a unit (a literal, or a figure declared so) goes with any unit.
    """

    kind: Kind
    unit: Unit | None = None
    item: "Type | None" = None
    fields: "tuple[tuple[str, Type], ...]" = ()


NUMBER = Type(Kind.NUMBER)
TEXT = Type(Kind.TEXT)
BOOLEAN = Type(Kind.BOOLEAN)
DAY = Type(Kind.DAY)
RATIO = Type(Kind.NUMBER, unit=())
COUNT = Type(Kind.NUMBER, unit=(("count", 1),))


def number(unit: str) -> Type:
    """A number in a unit: `yuan`, `count`, `yuan/count`, `yuan*yuan`, or `ratio` for none at all."""
    powers: dict[str, int] = {}
    for sign, name in re.findall(r"([*/]?)\s*(\w+)", unit):
        if name != "ratio":
            powers[name] = powers.get(name, 0) + (-1 if sign == "/" else 1)
    return Type(Kind.NUMBER, unit=_ordered(powers))


def list_of(item: Type) -> Type:
    return Type(Kind.LIST, item=item)


def records(fields: Mapping[str, Type]) -> Type:
    """A list of records with these fields."""
    return list_of(Type(Kind.RECORD, fields=tuple(sorted(fields.items()))))


def times(left: Unit | None, right: Unit | None, *, inverted: bool = False) -> Unit | None:
    """The unit of a product or, inverted, of a quotient; a plain number only scales."""
    if left is None and right is None:
        return None
    powers = dict(left or ())
    for name, power in right or ():
        powers[name] = powers.get(name, 0) + (-power if inverted else power)
    return _ordered(powers)


def raised(unit: Unit, power: int) -> Unit:
    return _ordered({name: exponent * power for name, exponent in unit})


def spelled(unit: Unit | None) -> str:
    """The unit as `number` reads it."""
    if not unit:
        return "ratio" if unit is not None else "plain"
    above = "*".join(name for name, power in unit for _ in range(power))
    below = "".join(f"/{name}" for name, power in unit for _ in range(-power))
    return (above or "ratio") + below


def _ordered(powers: Mapping[str, int]) -> Unit:
    return tuple(sorted((name, power) for name, power in powers.items() if power))

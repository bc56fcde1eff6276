"""What is checked before a report is handed in: what blocks, what wants an explanation, what is noted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

SLIP: Final = Decimal(10_000)
"""Between 万 and 亿, and between 元 and 万元."""
NEAR: Final = Decimal(3)
"""A figure within this factor of a slip is taken for one."""


class Level(StrEnum):
    """What a finding means for the report."""

    BLOCK = "block"
    EXPLAIN = "explain"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one field."""

    level: Level
    code: str
    field: str


@dataclass(frozen=True, slots=True)
class Field:
    """One figure of a form."""

    series: str
    unit: str
    growth: Decimal
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in: figures in yuan or pieces, the units they were written in."""

    figures: Mapping[str, Decimal]
    units: Mapping[str, str]
    nil: bool = False


def findings(fields: Sequence[Field], filled: Filled, before: Mapping[str, Decimal]) -> tuple[Finding, ...]:
    """Everything that is to be said, field by field; `before` are the figures of the period before."""
    if filled.nil:
        return (Finding(Level.NOTE, "nil_return", ""),)
    return tuple(found for field in fields for found in _of_field(field, filled, before))


def _of_field(field: Field, filled: Filled, before: Mapping[str, Decimal]) -> Iterable[Finding]:
    value = filled.figures.get(field.series)
    if value is None:
        yield Finding(Level.BLOCK, "figure_missing", field.series)
        return
    if value < 0:
        yield Finding(Level.BLOCK, "figure_negative", field.series)
    whole = filled.figures.get(field.part_of) if field.part_of else None
    if whole is not None and value > whole:
        yield Finding(Level.BLOCK, "part_exceeds_whole", field.series)
    if filled.units[field.series] != field.unit:
        yield Finding(Level.NOTE, "unit_of_another", field.series)
    yield from _against(field, value, before.get(field.series))


def _against(field: Field, value: Decimal, earlier: Decimal | None) -> Iterable[Finding]:
    """Compared with the period before: a slip of the unit is told from unusual growth."""
    if not earlier or value <= 0:
        return
    ratio = max(value / earlier, earlier / value)
    if any(SLIP**power / NEAR <= ratio <= SLIP**power * NEAR for power in (1, 2)):
        yield Finding(Level.EXPLAIN, "unit_slip", field.series)
    elif ratio > field.growth:
        yield Finding(Level.EXPLAIN, "growth_unusual", field.series)


def blocking(found: Iterable[Finding], explained: Mapping[str, str]) -> tuple[Finding, ...]:
    """What keeps the report from being handed in: blocks, and what is not explained."""
    return tuple(
        each
        for each in found
        if each.level is Level.BLOCK or (each.level is Level.EXPLAIN and each.field not in explained)
    )

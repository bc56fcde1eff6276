"""Kinds of yearly fact, their units, and which of them make a year complete."""

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Final


class FactKind(StrEnum):
    """What is reported for a year (R11)."""

    SALES = "sales"
    ONLINE_SALES = "online_sales"
    EXPORTS = "exports"
    TAXES = "taxes"
    STAFF = "staff"
    R_AND_D = "r_and_d"
    INSPECTION_PASS_RATE = "inspection_pass_rate"  # noqa: S105 - a share of inspections passed
    BRAND_SPEND = "brand_spend"


class FactUnit(StrEnum):
    """Units of the figures."""

    YUAN = "yuan"
    PERSONS = "persons"
    RATIO = "ratio"


class FactSource(StrEnum):
    """Where a figure comes from."""

    DECLARED = "declared"
    AUDITED = "audited"
    DEPARTMENT = "department"
    IMPORTED = "imported"


UNITS: Final = {
    FactKind.STAFF: FactUnit.PERSONS,
    FactKind.INSPECTION_PASS_RATE: FactUnit.RATIO,
}
LARGEST: Final = Decimal(10) ** 15
"""A thousand trillion yuan: whatever is larger was typed wrong."""
COMPLETE: Final = frozenset({FactKind.SALES, FactKind.STAFF})
"""A year counts as filed once these are in; the rest depends on what the organisation does."""


def unit_of(kind: FactKind) -> FactUnit:
    """The unit in which a kind is stored: money in yuan, shares between 0 and 1."""
    return UNITS.get(kind, FactUnit.YUAN)


def fits(kind: FactKind, value: Decimal) -> bool:
    """Whether a figure can be: nothing negative, whole persons, shares up to one, money to the fen."""
    unit = unit_of(kind)
    if not 0 <= value < LARGEST:
        return False
    if unit is FactUnit.PERSONS:
        return value == value.to_integral_value()
    if unit is FactUnit.RATIO:
        return value <= 1
    return value == round(value, 2)


def filed_through(years: Collection[int]) -> int | None:
    """The latest year that is complete."""
    return max(years, default=None)

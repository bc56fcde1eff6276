"""How figures of an indicator come about and add up, and its formula in units."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from shared.expressions import COUNT, FORMULA_FUNCTIONS, RATIO, Definitions, Type, compile_all, number


class Unit(StrEnum):
    """What is counted, by the measure word of the documents."""

    ITEM = "item"
    ENTERPRISE = "enterprise"
    PIECE = "piece"
    YUAN = "yuan"
    RATIO = "ratio"


class Direction(StrEnum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"
    NONE = "none"


class Source(StrEnum):
    """Whether figures come by report or are calculated."""

    REPORTED = "reported"
    FORMULA = "formula"


class RollUp(StrEnum):
    """How figures of parts make the figure of the whole; of a ratio the parts are, never the ratio."""

    SUM = "sum"
    LAST = "last"
    PARTS = "parts"


TYPES: Final[Mapping[Unit, Type]] = {
    Unit.ITEM: COUNT,
    Unit.ENTERPRISE: COUNT,
    Unit.PIECE: COUNT,
    Unit.YUAN: number("yuan"),
    Unit.RATIO: RATIO,
}


def compiled(formulas: Mapping[str, str], reported: Mapping[str, Unit]) -> Definitions:
    """Formulas by code, over reported figures and one another; no circles, no mixed units."""
    names = {f"@{code}": TYPES[unit] for code, unit in reported.items()}
    texts = {f"@{code}": text for code, text in formulas.items()}
    return compile_all(texts, names, functions=FORMULA_FUNCTIONS)

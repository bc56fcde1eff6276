"""Indicators as they are shipped and as they cross the wire."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from services.metrics.indicators.rules import Direction, RollUp, Source, Unit
from services.metrics.policies.schemas import Code, Titles
from shared.expressions import Missing
from shared.http.models import Answer, Line, StrictModel, Text


class ShippedIndicator(StrictModel):
    """One indicator of the catalogue."""

    code: Code
    edition: Annotated[int, Field(ge=1)]
    name: Titles
    definition: Text
    unit: Unit
    direction: Direction
    source: Source
    formula: Line | None = None
    missing: Missing = Missing.SKIP_IF_ANY
    over_regions: RollUp
    over_periods: RollUp

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.source is Source.FORMULA) != (self.formula is not None):
            raise ValueError("a formula belongs to what is calculated")
        if self.unit is Unit.RATIO and {self.over_regions, self.over_periods} != {RollUp.PARTS}:
            raise ValueError("a ratio is never added up: its parts are")
        return self


class ShippedIndicators(StrictModel):
    """The file of indicators."""

    indicators: Annotated[tuple[ShippedIndicator, ...], Field(min_length=1)]


_EXAMPLE: dict[str, JsonValue] = {
    "code": "online_share",
    "edition": 1,
    "name_zh": "网络零售额占社会消费品零售总额的比例",
    "name_en": "Online share of total retail",
    "definition": "网络零售额除以社会消费品零售总额。",
    "unit": "ratio",
    "direction": "more",
    "source": "formula",
    "formula": "@online_retail / @retail_total",
    "missing": "skip_if_any",
    "over_regions": "parts",
    "over_periods": "parts",
    "reads": ["online_retail", "retail_total"],
}


class IndicatorOut(Answer):
    """An indicator."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    code: str = Field(description="By which formulas and targets refer to it.")
    edition: int = Field(description="Edition of the definition.")
    name_zh: str = Field(description="Name.")
    name_en: str = Field(description="Name in English.")
    definition: str = Field(description="What is counted, and what is not.")
    unit: Unit = Field(description="item, enterprise, piece, yuan or ratio.")
    direction: Direction = Field(description="Which way is better: more, less or none.")
    source: Source = Field(description="reported or formula.")
    formula: str | None = Field(
        None, description="Over other indicators: @code, .offset(-1), .ytd(), .asof()."
    )
    missing: Missing = Field(description="What a missing figure does to the formula.")
    over_regions: RollUp = Field(description="How regions make the whole: sum, last or parts.")
    over_periods: RollUp = Field(description="How periods make the whole: sum, last or parts.")
    reads: Sequence[str] = Field(description="Codes that the formula reads.")


class IndicatorsOut(Answer):
    """All indicators."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [_EXAMPLE]}})

    items: Sequence[IndicatorOut] = Field(description="In the order of the catalogue.")

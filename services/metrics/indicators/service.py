"""The indicators of this release: read once, their formulas compiled and their units checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.metrics.indicators.errors import IndicatorNotFound
from services.metrics.indicators.rules import Source, compiled
from services.metrics.indicators.schemas import (
    IndicatorOut,
    IndicatorsOut,
    ShippedIndicator,
    ShippedIndicators,
)
from shared.expressions import Expression
from shared.text.yaml_text import read_yaml

CATALOGUE = Path(__file__).parents[1] / "catalogue" / "indicators.yaml"


@dataclass(frozen=True)
class Indicators:
    """Indicators by code, with the compiled formula of those that are calculated."""

    by_code: Mapping[str, ShippedIndicator]
    formulas: Mapping[str, Expression]

    @classmethod
    def of(cls, shipped: ShippedIndicators) -> "Indicators":
        """Compile; ExpressionError when a formula cannot be, ValueError when a code or a name repeats."""
        by_code = {each.code: each for each in shipped.indicators}
        names = {each.name.zh for each in shipped.indicators}
        if min(len(by_code), len(names)) < len(shipped.indicators):
            raise ValueError("two indicators have one code, or one name")
        reported = {code: each.unit for code, each in by_code.items() if each.source is Source.REPORTED}
        texts = {code: each.formula for code, each in by_code.items() if each.formula is not None}
        made = compiled(texts, reported)
        return cls(by_code, {name.removeprefix("@"): made.expressions[name] for name in made.expressions})

    def show(self, code: str) -> IndicatorOut:
        if code not in self.by_code:
            raise IndicatorNotFound
        indicator = self.by_code[code]
        formula = self.formulas.get(code)
        return IndicatorOut(
            **indicator.model_dump(exclude={"name"}),
            name_zh=indicator.name.zh,
            name_en=indicator.name.en,
            reads=sorted({series.code for series in formula.series}) if formula else [],
        )

    def show_all(self) -> IndicatorsOut:
        return IndicatorsOut(items=[self.show(code) for code in self.by_code])


@cache
def shipped_indicators() -> Indicators:
    """The indicators of this release."""
    text = CATALOGUE.read_text("utf-8")
    return Indicators.of(ShippedIndicators.model_validate(read_yaml(text)))

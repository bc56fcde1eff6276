"""Turns measures into questions, and the answers into figures: all questions of many targets at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from services.metrics.aims.rules import Relation
from services.metrics.aims.schemas import Count, Measure, Measured, Named, Quotient, Series
from services.metrics.aims.service import shipped_terms
from services.metrics.indicators.service import Indicators, shipped_indicators
from services.metrics.measures.rules import Point, end_of, merged, quotient
from services.metrics.readings.rules import (
    Comparison,
    Condition,
    CountQuestion,
    Figures,
    Reading,
    Reason,
    Release,
    SeriesQuestion,
    Window,
)
from shared import expressions

Question: TypeAlias = SeriesQuestion | CountQuestion
_COMPARISONS: Mapping[Relation, Comparison] = {
    Relation.AT_LEAST: Comparison.GE,
    Relation.MORE_THAN: Comparison.GT,
    Relation.AT_MOST: Comparison.LE,
    Relation.LESS_THAN: Comparison.LT,
    Relation.EQUALS: Comparison.EQ,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions put together and their answers: one call for the series, one for the counts."""

    figures: Figures
    answers: dict[Question, Reading] = field(default_factory=dict)

    async def ask(self, questions: Iterable[Question]) -> None:
        """Have all of these answered that are not yet."""
        new = [each for each in dict.fromkeys(questions) if each not in self.answers]
        series = [each for each in new if isinstance(each, SeriesQuestion)]
        counts = [each for each in new if isinstance(each, CountQuestion)]
        if series:
            self.answers.update(zip(series, await self.figures.series(series), strict=True))
        if counts:
            self.answers.update(zip(counts, await self.figures.counts(counts), strict=True))

    def read(self, measure: Measure, point: Point) -> Reading:
        """The figure of a measure, once its questions have been asked."""
        match measure:
            case Series(code=code):
                return self._series(code, point)
            case Quotient(numerator=above, denominator=below):
                return quotient(self._series(above, point), self._series(below, point))
            case Count():
                question = counted(measure, point)
                return self.answers[question] if question else Reading(value=None, reasons=(_NOT_BEGUN,))

    def _series(self, code: str, point: Point) -> Reading:
        formula = shipped_indicators().formulas.get(code)
        if formula is None:
            answers = [self.answers[question] for question in reported(code, point)]
            return next((each for each in answers if each.value is not None), answers[0])
        parts = {ref.key: self._series(ref.code, seen_from(ref, point)) for ref in formula.series}
        strategy = shipped_indicators().by_code[code].missing
        outcome = formula.evaluate({key: part.value for key, part in parts.items()}, missing=strategy)
        reasons = [Reason(each.code, each.params) for each in outcome.reasons]
        return merged(list(parts.values()), outcome.value, reasons)


_NOT_BEGUN = Reason("window_not_begun")


def questions(measure: Measure, point: Point) -> Iterator[Question]:
    """Everything that has to be asked for a measure."""
    match measure:
        case Series(code=code):
            yield from _of_series(code, point)
        case Quotient(numerator=above, denominator=below):
            yield from _of_series(above, point)
            yield from _of_series(below, point)
        case Count():
            question = counted(measure, point)
            if question is not None:
                yield question


def _of_series(code: str, point: Point, indicators: Indicators | None = None) -> Iterator[Question]:
    formula = (indicators or shipped_indicators()).formulas.get(code)
    if formula is None:
        yield from reported(code, point)
        return
    for ref in formula.series:
        yield from _of_series(ref.code, seen_from(ref, point), indicators)


def seen_from(ref: expressions.Series, point: Point) -> Point:
    """Where a reference of a formula looks: years away, at a release, or at what was known on a day."""
    seen = point.years_off(ref.offset) if ref.offset else point
    if ref.to_date:
        seen = replace(seen, window=Window(date(seen.window.last.year, 1, 1), seen.window.last))
    if isinstance(ref.release, date):
        return replace(seen, known_at=end_of(ref.release))
    return seen if ref.release is None else replace(seen, release=Release(ref.release))


def reported(code: str, point: Point) -> list[SeriesQuestion]:
    """A reported figure: the whole window, and while it runs the months that are over."""
    return [
        SeriesQuestion(
            series=code,
            region=point.region,
            window=window,
            basis=point.basis,
            release=point.release,
            known_at=point.known_at,
            boundaries=point.boundaries,
        )
        for window in point.windows()
    ]


def counted(measure: Count, point: Point) -> CountQuestion | None:
    """A count over entity facts; none before its window begins."""
    window = point.counted()
    if window is None:
        return None
    return CountQuestion(
        entity=measure.entity,
        region=point.region,
        window=window,
        where=tuple(_condition(each) for each in measure.where),
        basis=point.basis,
        known_at=point.known_at,
        boundaries=point.boundaries,
    )


def _condition(where: Measured | Named) -> Condition:
    if isinstance(where, Measured):
        return Condition(where.attribute, _COMPARISONS[where.relation], where.value)
    return Condition(where.attribute, Comparison.IN, shipped_terms().word[where.word].values)

"""What a score sheet must hold, and what it adds up to; pure decisions on decimals (V07)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Range:
    """The points that may be given."""

    minimum: Decimal
    maximum: Decimal
    step: Decimal

    def holds(self, points: Decimal) -> bool:
        return self.minimum <= points <= self.maximum and (points - self.minimum) % self.step == 0


@dataclass(frozen=True, slots=True)
class Measure:
    """A criterion of the edition: its weight, and the points below which it vetoes."""

    code: str
    weight: Decimal
    veto_below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong with one mark, by its place; a criterion left out has none."""

    code: str
    place: int | None
    params: Mapping[str, object]


def faults(
    given: Sequence[tuple[str, Decimal]], measures: Sequence[Measure], scale: Range
) -> Iterator[SheetFault]:
    """Every criterion is marked once, on the scale."""
    known = {measure.code for measure in measures}
    seen: set[str] = set()
    for place, (criterion, points) in enumerate(given):
        if criterion not in known:
            yield SheetFault("criterion_unknown", place, {"criterion": criterion})
        elif criterion in seen:
            yield SheetFault("criterion_marked_twice", place, {"criterion": criterion})
        elif not scale.holds(points):
            params = {"minimum": scale.minimum, "maximum": scale.maximum, "step": scale.step}
            yield SheetFault("points_off_scale", place, params)
        seen.add(criterion)
    for criterion in sorted(known - seen):
        yield SheetFault("criterion_missing", None, {"criterion": criterion})


def total(points: Mapping[str, Decimal], measures: Sequence[Measure]) -> Decimal:
    """The weighted sum; weights add up to one, so that it lies on the scale."""
    return sum((points[measure.code] * measure.weight for measure in measures), Decimal(0))


def told_total(points: Mapping[str, Decimal], measures: Sequence[Measure]) -> Decimal:
    """The total with four places, half up, as a score is written; aggregates go on from the exact sum."""
    return total(points, measures).quantize(PLACES, ROUND_HALF_UP)


def vetoes(points: Mapping[str, Decimal], measures: Sequence[Measure]) -> tuple[str, ...]:
    """Criteria on which the points lie below the veto."""
    return tuple(
        measure.code
        for measure in measures
        if measure.veto_below is not None and points[measure.code] < measure.veto_below
    )

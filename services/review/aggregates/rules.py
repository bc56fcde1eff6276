"""How the scores of several experts become one: mean, trimmed mean, median, side by side (V07).

All of them sort first, so that the order of experts never matters. Results have four places, half up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median as middle

PLACES = Decimal("0.0001")


class Method(StrEnum):
    """How an edition brings scores together."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    MEDIAN = "median"


class Flag(StrEnum):
    """What an officer should look at before ranking."""

    TOO_FEW = "too_few"
    DISAGREEMENT = "disagreement"
    VETO = "veto"
    VETO_RAISED = "veto_raised"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the edition says of aggregation."""

    method: Method
    trim: Decimal
    minimum_sample: int
    disagreement: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """One expert's points by criterion, and the weighted total."""

    points: Mapping[str, Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """What the scores of one application come to; figures are None while nobody has scored."""

    experts: int
    mean: Decimal | None
    trimmed_mean: Decimal | None
    median: Decimal | None
    spread: Decimal | None
    criteria: Mapping[str, Decimal]
    flags: tuple[Flag, ...]

    def aggregate(self, method: Method) -> Decimal | None:
        return {
            Method.MEAN: self.mean,
            Method.TRIMMED_MEAN: self.trimmed_mean,
            Method.MEDIAN: self.median,
        }[method]


def mean(values: Sequence[Decimal]) -> Decimal:
    """The plain mean."""
    return _rounded(sum(sorted(values), Decimal(0)) / len(values))


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the mean of the two middle ones."""
    return _rounded(middle(values))


def trimmed_mean(values: Sequence[Decimal], trim: Decimal) -> Decimal:
    """The mean without the share `trim` of the experts at each end; parts of an expert count in part.

    Of three experts at a trim of 0.2, three times 0.2 of an expert fall away at each end: the lowest and the
    highest count 0.4, the middle one counts whole, and the sum is divided by 1.8.
    """
    cut = len(values) * trim
    weights = [_weight(place, len(values), cut) for place in range(len(values))]
    total = sum((value * weight for value, weight in zip(sorted(values), weights, strict=True)), Decimal(0))
    return _rounded(total / sum(weights, Decimal(0)))


def _weight(place: int, count: int, cut: Decimal) -> Decimal:
    """How much of the expert at this place lies between the two cuts."""
    start = max(Decimal(place), cut)
    end = min(Decimal(place + 1), count - cut)
    return max(Decimal(0), end - start)


def line(sheets: Sequence[Sheet], limits: Limits, *, vetoes: Mapping[str, Decimal]) -> Line:
    """The figures of one application; `vetoes` are the points below which a criterion vetoes."""
    if not sheets:
        return Line(0, None, None, None, None, {}, (Flag.TOO_FEW,))
    totals = [sheet.total for sheet in sheets]
    criteria = {code: mean([sheet.points[code] for sheet in sheets]) for code in sorted(sheets[0].points)}
    spread = _rounded(max(totals) - min(totals))
    return Line(
        experts=len(sheets),
        mean=mean(totals),
        trimmed_mean=trimmed_mean(totals, limits.trim),
        median=median(totals),
        spread=spread,
        criteria=criteria,
        flags=tuple(_flags(sheets, limits, criteria=criteria, spread=spread, vetoes=vetoes)),
    )


def _flags(
    sheets: Sequence[Sheet],
    limits: Limits,
    *,
    criteria: Mapping[str, Decimal],
    spread: Decimal,
    vetoes: Mapping[str, Decimal],
) -> list[Flag]:
    """The panel's mean below a veto vetoes; a single expert below it is only pointed out."""
    found: list[Flag] = []
    if len(sheets) < limits.minimum_sample:
        found.append(Flag.TOO_FEW)
    if spread > limits.disagreement:
        found.append(Flag.DISAGREEMENT)
    if any(criteria[code] < bound for code, bound in vetoes.items()):
        found.append(Flag.VETO)
    elif any(sheet.points[code] < bound for code, bound in vetoes.items() for sheet in sheets):
        found.append(Flag.VETO_RAISED)
    return found


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)

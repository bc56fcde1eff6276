"""A panel of projections over yearly values; the headline is the method that erred least on the past."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from enum import StrEnum
from itertools import combinations
from typing import Final, TypeAlias

Point: TypeAlias = tuple[int, Decimal]
FEWEST, FEWEST_FOR_ODDS = 3, 5
"""With fewer points there is no projection, and no probability."""


class Method(StrEnum):
    """How the next values are drawn from those before."""

    LINEAR = "linear"
    WEIGHTED = "weighted"
    ENDPOINT = "endpoint"
    LAST_INCREMENT = "last_increment"
    GROWTH = "growth"
    THEIL_SEN = "theil_sen"


@dataclass(frozen=True, slots=True)
class Projection:
    """One method's value for the year, and its mean absolute error on the past years."""

    method: Method
    value: Decimal | None
    error: Decimal | None


@dataclass(frozen=True, slots=True)
class Panel:
    """All methods; headline and interval only from three points on, probability only from five."""

    year: int
    points: tuple[Point, ...]
    projections: tuple[Projection, ...] = ()
    headline: Projection | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    probability: Decimal | None = None


def panel(points: Sequence[Point], year: int, *, at_least: Decimal | None = None) -> Panel:
    """Project yearly values to a year; `at_least` asks how probable it is to reach a bound."""
    known = tuple(sorted(points))
    if len(known) < FEWEST or known[-1][0] >= year:
        return Panel(year, known)
    tried = tuple(
        Projection(method, drawn(known, year), _error(drawn, known)) for method, drawn in METHODS.items()
    )
    usable = [each for each in tried if each.value is not None and each.error is not None]
    if not usable:
        return Panel(year, known, tried)
    best = min(usable, key=lambda each: (each.error, [*METHODS].index(each.method)))
    value, error = best.value or Decimal(0), best.error or Decimal(0)
    odds = None
    if at_least is not None and len(known) >= FEWEST_FOR_ODDS:
        odds = _probability(value, at_least, _deviation(METHODS[best.method], known))
    return Panel(year, known, tried, best, value - error, value + error, odds)


def _line(points: Sequence[Point], weights: Sequence[Decimal], year: int) -> Decimal | None:
    whole = sum(weights, Decimal(0))
    middle = sum((w * x for w, (x, _) in zip(weights, points, strict=True)), Decimal(0)) / whole
    height = sum((w * y for w, (_, y) in zip(weights, points, strict=True)), Decimal(0)) / whole
    spread = sum((w * (x - middle) ** 2 for w, (x, _) in zip(weights, points, strict=True)), Decimal(0))
    if not spread:
        return None
    products = (w * (x - middle) * (y - height) for w, (x, y) in zip(weights, points, strict=True))
    return height + sum(products, Decimal(0)) / spread * (year - middle)


def linear(points: Sequence[Point], year: int) -> Decimal | None:
    """Least squares."""
    return _line(points, [Decimal(1)] * len(points), year)


def weighted(points: Sequence[Point], year: int) -> Decimal | None:
    """Least squares in which each later point weighs one more."""
    return _line(points, [Decimal(place + 1) for place in range(len(points))], year)


def endpoint(points: Sequence[Point], year: int) -> Decimal | None:
    """The line from the first point to the last."""
    (first, start), (last, end) = points[0], points[-1]
    return end + (end - start) / (last - first) * (year - last) if last > first else None


def last_increment(points: Sequence[Point], year: int) -> Decimal | None:
    """The last step again."""
    return endpoint(points[-2:], year) if len(points) > 1 else None


def growth(points: Sequence[Point], year: int) -> Decimal | None:
    """The yearly rate from the first value that is not zero (CAGR)."""
    begun = [point for point in points if point[1] > 0]
    if len(begun) < 2 or points[-1][1] <= 0:  # noqa: PLR2004 - two points make a rate
        return None
    (first, start), (last, end) = begun[0], begun[-1]
    rate: Decimal = (end / start) ** (Decimal(1) / Decimal(last - first))
    return end * rate ** (year - last)


def theil_sen(points: Sequence[Point], year: int) -> Decimal | None:
    """The median of all slopes, through the median of what it leaves."""
    slopes = [(b - a) / (y - x) for (x, a), (y, b) in combinations(points, 2)]
    if not slopes:
        return None
    slope = statistics.median(slopes)
    return statistics.median(y - slope * x for x, y in points) + slope * year


Draw: TypeAlias = Callable[[Sequence[Point], int], Decimal | None]
METHODS: Final[Mapping[Method, Draw]] = {
    Method.LINEAR: linear,
    Method.WEIGHTED: weighted,
    Method.ENDPOINT: endpoint,
    Method.LAST_INCREMENT: last_increment,
    Method.GROWTH: growth,
    Method.THEIL_SEN: theil_sen,
}


def _misses(draw: Draw, points: Sequence[Point]) -> list[Decimal]:
    """Rolling backtest: each point from the third on, drawn from those before it."""
    missed = []
    for count in range(2, len(points)):
        year, value = points[count]
        try:
            drawn = draw(points[:count], year)
        except DecimalException:
            drawn = None
        if drawn is not None:
            missed.append(value - drawn)
    return missed


def _error(draw: Draw, points: Sequence[Point]) -> Decimal | None:
    missed = _misses(draw, points)
    return sum((abs(each) for each in missed), Decimal(0)) / len(missed) if missed else None


def _deviation(draw: Draw, points: Sequence[Point]) -> Decimal:
    missed = _misses(draw, points)
    return (sum((each * each for each in missed), Decimal(0)) / len(missed)).sqrt()


def _probability(value: Decimal, bound: Decimal, deviation: Decimal) -> Decimal:
    """Under a normal error as large as the past ones."""
    if not deviation:
        return Decimal(int(value >= bound))
    below = statistics.NormalDist().cdf(float((bound - value) / deviation))
    return Decimal(str(round(1 - below, 4)))

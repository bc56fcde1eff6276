"""Where a target stands: pure decisions on a value, its bounds and a day. Nothing is clamped."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

NEAR: Final = Decimal("0.9")
"""A cap is near from this share of it on."""
BEHIND: Final = Decimal("0.8")
"""Below this share of the pace that is needed a target is off its track."""


class Status(StrEnum):
    """The first five while the window runs, the next three after it; caps have four of their own."""

    ACHIEVED_EARLY = "achieved_early"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    UNKNOWN = "unknown"
    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"
    WITHIN = "within"
    NEAR_LIMIT = "near_limit"
    AT_LIMIT = "at_limit"
    BREACHED = "breached"


class Gap(StrEnum):
    """Why a figure of the judgement is missing."""

    NO_VALUE = "no_value"
    NO_BOUND = "no_bound"
    NO_BASIS = "no_basis"
    BOUND_IS_ZERO = "bound_is_zero"
    BASE_IS_BOUND = "base_is_bound"
    NOT_BEGUN = "window_not_begun"
    ENDED = "window_ended"
    NO_PROGRESS = "no_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What has to hold of the value: a lower bound, an upper one, or both, each strict or not.

    `cap` marks an upper bound that is watched as a limit. `base` is where the way to the bound begins; known
    while the bound is not, it is none that a multiple can be taken of.
    """

    lower: Decimal | None = None
    upper: Decimal | None = None
    strictly_above: bool = False
    strictly_below: bool = False
    cap: bool = False
    base: Decimal | None = None

    @property
    def aim(self) -> Decimal | None:
        """The bound that progress is measured against."""
        return self.upper if self.cap else self.lower

    def holds(self, value: Decimal) -> bool:
        return self.reached(value) and not self.exceeded(value)

    def reached(self, value: Decimal) -> bool:
        """Whether the lower bound is met."""
        if self.lower is None:
            return True
        return value > self.lower if self.strictly_above else value >= self.lower

    def exceeded(self, value: Decimal) -> bool:
        """Whether the upper bound is passed."""
        if self.upper is None:
            return False
        return value >= self.upper if self.strictly_below else value > self.upper


@dataclass(frozen=True, slots=True)
class Path:
    """The way to a bound: from a day to the end of the window, and the day of judgement."""

    begins_on: date
    ends_on: date
    today: date

    @property
    def over(self) -> bool:
        return self.today > self.ends_on

    @property
    def days(self) -> int:
        return (self.ends_on - self.begins_on).days + 1

    @property
    def gone(self) -> int:
        """Days lived through, today included."""
        return (self.today - self.begins_on).days + 1

    @property
    def elapsed(self) -> Decimal:
        return Decimal(self.gone) / Decimal(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Everything that follows from value, goal and path; what is missing has its reason in `gaps`."""

    status: Status
    completion: Decimal | None = None
    """Value by bound."""
    attainment: Decimal | None = None
    """Share of the way from base to bound."""
    headroom: Decimal | None = None
    """Bound less value."""
    pace: Decimal | None = None
    """Attainment by time gone: 1 is in time."""
    required_pace: Decimal | None = None
    """Units a day from now on that still reach the bound."""
    latest_start_on: date | None = None
    """The last day from which the pace so far still reaches the bound."""
    gaps: tuple[Gap, ...] = ()


def judge(
    value: Decimal | None, goal: Goal, path: Path, *, spread: tuple[Decimal, Decimal] | None = None
) -> Judgement:
    """Where the value stands; `spread` is the interval that missing reports leave it."""
    if value is None or goal.aim is None:
        return Judgement(status=_blank(goal, path), gaps=(_missing(value, goal),))
    low, high = spread or (value, value)
    attainment, gap = _attainment(value, goal)
    pace = _pace(attainment, path)
    status = _of_cap(value, goal) if goal.cap else _of_aim((low, value, high), goal, path, attainment)
    completion = value / goal.aim if goal.aim else None
    rest = _rest(value, goal, path)
    gaps = (
        gap,
        None if completion is not None else Gap.BOUND_IS_ZERO,
        Gap.NOT_BEGUN if path.gone <= 0 else None,
        rest.gap,
    )
    return Judgement(
        status=status,
        completion=completion,
        attainment=attainment,
        headroom=goal.aim - value,
        pace=pace,
        required_pace=rest.required_pace,
        latest_start_on=rest.latest_start_on,
        gaps=tuple(dict.fromkeys(each for each in gaps if each is not None)),
    )


def _missing(value: Decimal | None, goal: Goal) -> Gap:
    if value is None:
        return Gap.NO_VALUE
    return Gap.NO_BOUND if goal.base is None else Gap.NO_BASIS


def _blank(goal: Goal, path: Path) -> Status:
    return Status.UNDETERMINED if path.over and not goal.cap else Status.UNKNOWN


def _attainment(value: Decimal, goal: Goal) -> tuple[Decimal | None, Gap | None]:
    """The share of the way; with the base at the bound there is no way to share."""
    base, aim = goal.base or Decimal(0), goal.aim or Decimal(0)
    if aim == base:
        return None, Gap.BASE_IS_BOUND
    return (value - base) / (aim - base), None


def _pace(attainment: Decimal | None, path: Path) -> Decimal | None:
    if attainment is None or path.gone <= 0:
        return None
    return attainment / min(path.elapsed, Decimal(1))


def _of_cap(value: Decimal, goal: Goal) -> Status:
    """A cap is never achieved: it is kept, near, reached or broken."""
    limit = goal.upper or Decimal(0)
    if goal.exceeded(value):
        return Status.BREACHED
    if value == limit:
        return Status.AT_LIMIT
    return Status.NEAR_LIMIT if value >= limit * NEAR else Status.WITHIN


def _of_aim(
    values: tuple[Decimal, Decimal, Decimal], goal: Goal, path: Path, attainment: Decimal | None
) -> Status:
    low, value, high = values
    sure = goal.holds(low) and goal.holds(high)
    if path.over:
        hopeless = not goal.reached(high) or goal.exceeded(low)
        return Status.MET if sure else Status.NOT_MET if hopeless else Status.UNDETERMINED
    if sure:
        return Status.ACHIEVED_EARLY
    if goal.exceeded(value):
        return Status.OFF_TRACK
    if attainment is None or path.gone <= 0:
        return Status.UNKNOWN
    needed = path.elapsed
    if attainment >= needed:
        return Status.ON_TRACK
    return Status.AT_RISK if attainment >= needed * BEHIND else Status.OFF_TRACK


@dataclass(frozen=True, slots=True)
class _Rest:
    required_pace: Decimal | None = None
    latest_start_on: date | None = None
    gap: Gap | None = None


def _rest(value: Decimal, goal: Goal, path: Path) -> _Rest:
    """What is left to do, and until when it can wait at the pace so far; caps have nothing to do."""
    if goal.cap or goal.reached(value):
        return _Rest()
    if path.over:
        return _Rest(gap=Gap.ENDED)
    left = (goal.lower or Decimal(0)) - value
    required = left / Decimal((path.ends_on - path.today).days + 1)
    done = value - (goal.base or Decimal(0))
    if done <= 0 or path.gone <= 0:
        return _Rest(required, gap=Gap.NO_PROGRESS)
    needed = int((left / (done / Decimal(path.gone))).to_integral_value(rounding="ROUND_CEILING"))
    if needed > (path.ends_on - date.min).days:
        return _Rest(required, gap=Gap.NO_PROGRESS)
    return _Rest(required, path.ends_on - timedelta(days=needed - 1))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A region in a ranking; equal values share a rank, and the next one counts them all."""

    code: str
    value: Decimal | None
    rank: int | None
    tied: bool


def ranking(values: dict[str, Decimal | None], *, fewer_is_better: bool) -> list[Ranked]:
    """Best first; those without a value stand last, without a rank."""
    known = sorted((v for v in values.values() if v is not None), reverse=not fewer_is_better)
    places = {value: known.index(value) + 1 for value in known}
    ranked = [
        Ranked(
            code,
            value,
            None if value is None else places[value],
            value is not None and known.count(value) > 1,
        )
        for code, value in values.items()
    ]
    return sorted(ranked, key=lambda each: (each.rank is None, each.rank or 0, each.code))

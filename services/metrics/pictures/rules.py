"""What a picture of a target shows, as plain facts: `svg` draws it, `vega_lite` specifies it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from services.metrics.attainment.rules import NEAR, Status
from services.metrics.indicators.rules import Unit


class Kind(StrEnum):
    """Which picture."""

    BULLET = "bullet"
    """The value against what it has to reach."""
    PATH = "path"
    """The way to the bound over the years, and where past years lead."""
    GAUGE = "gauge"
    """A limit and how much of it is used."""
    TILES = "tiles"
    """Every region that counts for itself."""
    FUNNEL = "funnel"
    """From applications to those selected."""


class Tone(StrEnum):
    """How a state is coloured; its word always stands beside the colour."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    IDLE = "idle"


TONES: Final = {
    Status.ACHIEVED_EARLY: Tone.GOOD,
    Status.ON_TRACK: Tone.GOOD,
    Status.MET: Tone.GOOD,
    Status.WITHIN: Tone.GOOD,
    Status.AT_RISK: Tone.WARN,
    Status.NEAR_LIMIT: Tone.WARN,
    Status.AT_LIMIT: Tone.WARN,
    Status.OFF_TRACK: Tone.BAD,
    Status.NOT_MET: Tone.BAD,
    Status.BREACHED: Tone.BAD,
    Status.UNKNOWN: Tone.IDLE,
    Status.UNDETERMINED: Tone.IDLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every picture says of its target."""

    target: str
    text: str
    """Verbatim from the document; in English its sentence."""
    sentence: str
    unit: Unit
    status: Status
    as_of: date
    reason: str = ""
    """Code of the first reason why the value is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A value and its bounds."""

    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    strict: bool = False

    @property
    def reach(self) -> Decimal:
        """The end of the scale: a little beyond the largest of them; 1 when all are zero or unknown."""
        largest = max(each or Decimal(0) for each in (self.value, self.lower, self.upper))
        return largest * Decimal("1.15") if largest > 0 else Decimal(1)

    @property
    def near(self) -> Decimal | None:
        """From where on a limit is near."""
        return None if self.upper is None else self.upper * NEAR


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a path."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Reference path, observed points and projection; what is not known is absent."""

    begins: Mark
    bound: Mark | None
    observed: Sequence[Mark]
    now: Mark | None = None
    projected: Mark | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One region: as it was named in the target's window, and what it is now when that differs."""

    region: str
    name: str
    now: str | None
    value: Decimal | None
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mosaic:
    """All regions of a set, by the boundaries of a day."""

    boundaries_of: date
    wanted: Decimal | None
    tiles: Sequence[Tile]


class Stage(StrEnum):
    """How far an application came."""

    APPLIED = "applied"
    CANDIDATE = "candidate"
    ELIGIBLE = "eligible"
    SELECTED = "selected"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class Step:
    """How many came so far, and how many the document wants there."""

    stage: Stage
    count: Decimal
    wanted: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The stages, widest first; the reserve stands beside them."""

    steps: Sequence[Step]

    @property
    def reach(self) -> Decimal:
        return max([Decimal(1), *(max(step.count, step.wanted or Decimal(0)) for step in self.steps)])


@dataclass(frozen=True, slots=True)
class Gauge:
    """A level that is watched as a limit."""

    level: Level


Content: TypeAlias = Level | Gauge | Course | Mosaic | Funnel


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of one target."""

    kind: Kind
    head: Head
    content: Content


_ZH: Final = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_EN: Final = ((Decimal(10) ** 12, " tn"), (Decimal(10) ** 9, " bn"), (Decimal(10) ** 6, " m"))
_WORDS: Final = {Unit.ITEM: "个", Unit.ENTERPRISE: "家", Unit.PIECE: "件"}
_DIGITS: Final = 4


def short(value: Decimal, unit: Unit, *, english: bool) -> str:
    """For the eye: four digits at least, a scale word for money; the exact figure is in the API."""
    if unit is Unit.RATIO:
        return f"{_rounded(value * 100)}%"
    if unit is not Unit.YUAN:
        return _grouped(value) + ("" if english else _WORDS[unit])
    for scale, word in _EN if english else _ZH:
        if abs(value) >= scale:
            return f"CNY {_rounded(value / scale)}{word}" if english else f"{_rounded(value / scale)}{word}元"
    return f"CNY {_grouped(value)}" if english else f"{_grouped(value)}元"


def _rounded(value: Decimal) -> str:
    """Four digits, but never fewer than those before the point."""
    places = max(0, _DIGITS - 1 - max(0, value.adjusted())) if value else 0
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(value: Decimal) -> str:
    return (
        f"{value:,f}"
        if value == value.to_integral_value() and value.as_tuple().exponent == 0
        else _rounded(value)
    )

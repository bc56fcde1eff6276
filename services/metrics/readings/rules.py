"""What it means to read a figure: the question, the answer, and what the answer rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID


class Basis(StrEnum):
    """How a figure lies in time."""

    FLOW = "flow"
    """What came about inside the window."""
    STOCK = "stock"
    """What there is at its end."""
    CUMULATIVE = "cumulative"
    """What has ever come about until its end."""


class Origin(StrEnum):
    """Where an observation comes from; origins stand side by side and are never added up."""

    REPORT = "report"
    FILE = "file"
    EVENT = "event"
    DERIVED = "derived"
    MANUAL = "manual"


PREFERENCE: Final = tuple(Origin)
"""Which origin is read when the question names none: the first that has a value."""


class Release(StrEnum):
    """Which of several publications of one figure is meant."""

    LATEST = "latest"
    FIRST = "first"


class Comparison(StrEnum):
    """How a condition compares an attribute."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Days from the first to the last, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a window ends on its first day or later")

    @classmethod
    def year(cls, year: int) -> "Window":
        return cls(date(year, 1, 1), date(year, 12, 31))

    def holds(self, other: "Window") -> bool:
        """Whether the other lies wholly inside."""
        return self.first <= other.first and other.last <= self.last

    @property
    def day_after(self) -> date:
        return self.last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Boundaries:
    """As regions were at the end of the window (`on` is None), or as they were on one day."""

    on: date | None = None

    @classmethod
    def read(cls, text: str) -> "Boundaries":
        """`as_was`, or `as_of:2020-01-01`; raises ValueError."""
        if text == "as_was":
            return AS_WAS
        kind, _, day = text.partition(":")
        if kind != "as_of":
            raise ValueError("as_was, or as_of: and a day")
        return cls(date.fromisoformat(day))

    def written(self) -> str:
        return "as_was" if self.on is None else f"as_of:{self.on}"

    def day(self, window: Window) -> date:
        """The day whose boundaries count."""
        return self.on or window.last


AS_WAS: Final = Boundaries()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on an attribute of an entity; `programme` compares the code of the programme."""

    attribute: str
    comparison: Comparison
    value: str | bool | Decimal | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesQuestion:
    """Which figure of a series. `known_at` reads what was known at that moment, now when None."""

    series: str
    region: str
    window: Window
    basis: Basis = Basis.FLOW
    origin: Origin | None = None
    release: Release = Release.LATEST
    known_at: datetime | None = None
    boundaries: Boundaries = AS_WAS


@dataclass(frozen=True, slots=True, kw_only=True)
class CountQuestion:
    """How many entities fulfil all conditions; `distinct` counts another attribute than the entity itself.

    With `sum_of` the answer is the sum of that attribute instead. An empty region is everywhere, entities
    without a place included.
    """

    entity: str
    region: str
    window: Window
    where: tuple[Condition, ...] = ()
    basis: Basis = Basis.STOCK
    distinct: str | None = None
    sum_of: str | None = None
    known_at: datetime | None = None
    boundaries: Boundaries = AS_WAS


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value is missing, or what should be known beside it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many of the reports that a figure rests on are there, and between what the whole may lie.

    `low` and `high` are None where nothing bounds the missing ones.
    """

    expected: int = 0
    reported: int = 0
    approved: int = 0
    missing: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def whole(self) -> bool:
        return not self.missing and self.approved == self.expected


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One observation, or one event of one entity, in the version that was read."""

    kind: str
    id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a value was made of: the first sources, their number, a digest of all, the feeds' cursors."""

    sources: tuple[Source, ...] = ()
    total: int = 0
    digest: str = ""
    cursors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An answer; without a value the reasons say why, and they may also stand beside one."""

    value: Decimal | None
    reasons: tuple[Reason, ...] = ()
    completeness: Completeness = field(default_factory=Completeness)
    receipt: Receipt = field(default_factory=Receipt)


class Figures(Protocol):
    """Reads many figures in few queries; answers stand in the order of the questions."""

    async def series(self, questions: Sequence[SeriesQuestion]) -> Sequence[Reading]:
        """Figures that were reported, filed, derived or written down."""
        ...

    async def counts(self, questions: Sequence[CountQuestion]) -> Sequence[Reading]:
        """Figures counted over the facts that the feeds of the siblings told."""
        ...

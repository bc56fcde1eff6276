"""How several readings make one, and from which windows a figure may be read while its own still runs."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from services.metrics.readings.rules import (
    AS_WAS,
    Basis,
    Boundaries,
    Completeness,
    Reading,
    Reason,
    Receipt,
    Release,
    Window,
)
from shared.time.clock import SHANGHAI

SHOWN = 50
"""How many sources a receipt names; its digest covers all."""
YEARS_BACK = 2
"""How old the latest figure of a stock may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """From where a measure is looked at: place, window, basis, the day of looking, and what was known."""

    region: str
    window: Window
    basis: Basis
    today: date
    release: Release = Release.LATEST
    known_at: datetime | None = None
    boundaries: Boundaries = AS_WAS

    def years_off(self, years: int) -> "Point":
        """The same question so many years away; what is past then is whole."""
        window = Window(_moved(self.window.first, years), _moved(self.window.last, years))
        return replace(self, window=window)

    def windows(self) -> tuple[Window, ...]:
        """Where a reported figure is looked for: the whole, or else up to the end of a month gone by."""
        first, last = self.window.first, self.window.last
        if self.basis is Basis.STOCK:
            end = min(last, self.today)
            begin = date(last.year, 1, 1) if end == last else date(end.year - YEARS_BACK, 1, 1)
            return (Window(begin, end),)
        if self.today > last:
            return (self.window,)
        ends = [end for end in month_ends(self.today) if end >= first and end < last]
        return (self.window, *(Window(first, end) for end in ends))

    def counted(self) -> Window | None:
        """The window of a count: no further than today; none before it begins, if only what is new counts."""
        end = min(self.window.last, self.today)
        if end >= self.window.first:
            return Window(self.window.first, end)
        return None if self.basis is Basis.FLOW else Window(end, end)


def _moved(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004 - February


def month_ends(today: date) -> list[date]:
    """The ends of the months of this year that are over, latest first."""
    return [date(today.year, month, 1) - timedelta(days=1) for month in range(today.month, 1, -1)]


def end_of(day: date) -> datetime:
    """The last moment of a day in China."""
    return datetime.combine(day, time.max, SHANGHAI)


def merged(readings: Sequence[Reading], value: Decimal | None, reasons: Sequence[Reason]) -> Reading:
    """One reading of several: their reasons, completeness and receipts together."""
    every = [*reasons, *(reason for reading in readings for reason in reading.reasons)]
    unique = {(reason.code, str(sorted(reason.params.items()))): reason for reason in every}
    return Reading(
        value=value,
        reasons=tuple(unique.values()),
        completeness=_completeness([reading.completeness for reading in readings]),
        receipt=_receipt([reading.receipt for reading in readings]),
    )


def _completeness(parts: Sequence[Completeness]) -> Completeness:
    return Completeness(
        expected=sum(part.expected for part in parts),
        reported=sum(part.reported for part in parts),
        approved=sum(part.approved for part in parts),
        missing=tuple(sorted({code for part in parts for code in part.missing})),
    )


def _receipt(parts: Sequence[Receipt]) -> Receipt:
    sources = tuple(dict.fromkeys(source for part in parts for source in part.sources))
    written = "|".join(f"{part.total}:{part.digest}:{part.sources}" for part in parts)
    cursors = {feed: cursor for part in parts for feed, cursor in part.cursors.items()}
    return Receipt(
        sources=sources[:SHOWN],
        total=sum(part.total for part in parts),
        digest=hashlib.sha256(written.encode()).hexdigest()[:16],
        cursors=cursors,
    )


def quotient(above: Reading, below: Reading) -> Reading:
    """Parts first, then the division; without a denominator there is no ratio, and a reason why."""
    reasons: list[Reason] = []
    value = None
    if above.value is not None and below.value is not None:
        if below.value:
            value = above.value / below.value
        else:
            reasons.append(Reason("denominator_is_zero"))
    whole = merged([above, below], value, reasons)
    ends = _ends(above.completeness, below.completeness)
    return replace(whole, completeness=replace(whole.completeness, low=ends[0], high=ends[1]))


def _ends(above: Completeness, below: Completeness) -> tuple[Decimal | None, Decimal | None]:
    """The ratio is least when the numerator is and the denominator is most, and the other way round."""
    low = above.low / below.high if above.low is not None and below.high else None
    high = above.high / below.low if above.high is not None and below.low else None
    return low, high

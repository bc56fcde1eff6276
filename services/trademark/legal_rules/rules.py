"""Periods of law and the two ways of counting them (商标法实施条例 12)."""

import calendar as months
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Self

from shared.errors.faults import Fault
from shared.time.calendar import Due, WorkingCalendar

_PERIOD: Final = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?", re.ASCII)
_ONE: Final = timedelta(days=1)
_YEAR: Final = 12


class Calculation(StrEnum):
    """A term ends on the day before the corresponding day, a response period on it."""

    TERM = "term"
    RESPONSE = "response"


class Direction(StrEnum):
    """Counted from the trigger onward, or back from it."""

    AFTER = "after"
    BEFORE = "before"


class Roll(StrEnum):
    """Where a period goes that ends on a day without work."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"


class Service(StrEnum):
    """Whether the day of the event counts, or the day on which its notice was received."""

    ON_EVENT = "on_event"
    ON_RECEIPT = "on_receipt"


class Confidence(StrEnum):
    """How well a figure is known."""

    READ = "read"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Period:
    """Months (years are twelve) or days, as ISO 8601 writes them: P10Y, P6M, P15D."""

    months: int = 0
    days: int = 0

    @classmethod
    def read(cls, text: str) -> Self:
        """Of its ISO 8601 form; months and days are never mixed."""
        found = _PERIOD.fullmatch(text)
        years, month, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        period = cls(years * _YEAR + month, days)
        if bool(period.months) == bool(period.days):
            raise Fault("period_unreadable", text=text)
        return period


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal figure in one edition of the law."""

    code: str
    edition: str
    trigger_event: str
    period: str
    calculation: Calculation
    valid_from: date
    confidence: Confidence
    source: str
    direction: Direction = Direction.AFTER
    roll: Roll = Roll.NONE
    service: Service = Service.ON_EVENT
    valid_to: date | None = None
    """The last day, as the law says it."""
    article: str | None = None
    note_zh: str | None = None
    note_en: str | None = None

    def in_force(self, day: date) -> bool:
        """Whether the edition holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Ends:
    """When a period ends: by the text, after rolling, and the last day on which acting relies on nothing."""

    nominal_on: date
    due_on: date
    last_safe_on: date
    provisional: bool


def shifted(start: date, by: int) -> tuple[date, bool]:
    """The corresponding day so many months on, and whether that month has it; else its last day."""
    place = start.year * _YEAR + start.month - 1 + by
    year, month = place // _YEAR, place % _YEAR + 1
    last = months.monthrange(year, month)[1]
    return date(year, month, min(start.day, last)), start.day <= last


def term_ends_on(start: date, period: Period) -> date:
    """The last day of a term whose first is `start`: 2014-04-07 and ten years give 2024-04-06."""
    if period.days:
        return start + timedelta(days=period.days - 1)
    day, corresponds = shifted(start, period.months)
    return day - _ONE if corresponds else day


def term_begins_on(end: date, period: Period) -> date:
    """The first day of a term whose last is `end`; never a day too early."""
    if period.days:
        return end - timedelta(days=period.days - 1)
    day, corresponds = shifted(end + _ONE, -period.months)
    return day if corresponds else day + _ONE


def response_ends_on(start: date, period: Period, *, direction: Direction = Direction.AFTER) -> date:
    """The corresponding day; the starting day is not counted."""
    sign = 1 if direction is Direction.AFTER else -1
    if period.days:
        return start + timedelta(days=sign * period.days)
    return shifted(start, sign * period.months)[0]


def ends(rule: Rule, trigger: date, calendar: WorkingCalendar) -> Ends:
    """When the period of a rule ends (or, counted back, begins) for a trigger on a day."""
    nominal = _nominal(rule, trigger)
    if rule.roll is Roll.NEXT_WORKING_DAY:
        due = calendar.next_working_day(nominal)
    else:
        due = Due(nominal, provisional=False)
    safe = nominal if calendar.is_working(nominal) else calendar.add_working_days(nominal, -1).day
    return Ends(nominal, due.day, safe, due.provisional or calendar.is_provisional(safe))


def _nominal(rule: Rule, trigger: date) -> date:
    period = Period.read(rule.period)
    if rule.calculation is Calculation.RESPONSE:
        return response_ends_on(trigger, period, direction=rule.direction)
    if rule.direction is Direction.BEFORE:
        return term_begins_on(trigger, period)
    return term_ends_on(trigger, period)


@dataclass(frozen=True, slots=True)
class Counted:
    """A date with the rule behind it."""

    rule: Rule
    ends: Ends
    straddles: bool
    """Began under one edition and ends under another: which of them governs was not found."""


@dataclass(frozen=True, slots=True)
class LawBook:
    """All editions of all rules, and the calendar by which they roll."""

    rules: tuple[Rule, ...]
    calendar: WorkingCalendar
    version: int = 0

    def find(self, code: str, day: date) -> Rule | None:
        """The edition of a rule in force on a day; before the oldest one known, that one."""
        known = sorted((r for r in self.rules if r.code == code), key=lambda rule: rule.valid_from)
        in_force = [rule for rule in known if rule.in_force(day)]
        if in_force:
            return in_force[-1]
        return known[0] if known and day < known[0].valid_from else None

    def count(self, code: str, trigger: date, *, edition: date | None = None) -> Counted | None:
        """A period that begins on a day, by the edition of that day (or of `edition`)."""
        rule = self.find(code, edition or trigger)
        if rule is None:
            return None
        found = ends(rule, trigger, self.calendar)
        last = max(found.due_on, trigger)
        return Counted(rule, found, straddles=rule.valid_to is not None and last > rule.valid_to)

    def triggered_by(self, event: str) -> list[str]:
        """Codes of the rules that an event sets going, in the order of the catalogue."""
        return list(dict.fromkeys(rule.code for rule in self.rules if rule.trigger_event == event))

"""The calendar that a service starts with: holidays and make-up days since 2004."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version

import chinese_calendar

from shared.time.calendar import DayKind, WorkingCalendar


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One named day, why it is named, and where that is written."""

    day: date
    kind: DayKind
    name: str
    source: str


@cache
def seed_calendar() -> tuple[CalendarDay, ...]:
    """Every holiday and make-up day known to the library, in order."""
    source = f"chinesecalendar {version('chinesecalendar')}"
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    days = [
        CalendarDay(day, DayKind.HOLIDAY, names[why], source)
        for day, why in chinese_calendar.holidays.items()
    ]
    days += [
        CalendarDay(day, DayKind.MAKEUP, f"{names[why]}调休上班", source)
        for day, why in chinese_calendar.workdays.items()
    ]
    return tuple(sorted(days, key=lambda each: each.day))


@cache
def seed_years() -> frozenset[int]:
    """Years whose holidays have been published, as far as the library knows."""
    return frozenset(each.day.year for each in seed_calendar())


@cache
def seed_working_calendar() -> WorkingCalendar:
    """The calendar before any administrator has touched it."""
    return WorkingCalendar({each.day: each.kind for each in seed_calendar()}, seed_years())

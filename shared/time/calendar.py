"""Working days by the published calendar: holidays, make-up days, and what is not published yet."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

_SATURDAY: Final = 5
_ONE: Final = timedelta(days=1)


class DayKind(StrEnum):
    """What a calendar says of a day that it names; days it does not name follow the week."""

    WORKDAY = "workday"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class Due:
    """A computed day; provisional when it rests on a year whose holidays are not published."""

    day: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Days named by the yearly notices of the State Council's office, and the years that have one."""

    days: Mapping[date, DayKind]
    published: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether work is done; in an unpublished year the weekend alone is off."""
        kind = self.days.get(day)
        return kind is not DayKind.HOLIDAY if kind is not None else day.weekday() < _SATURDAY

    def is_provisional(self, day: date) -> bool:
        return day.year not in self.published

    def add_working_days(self, start: date, n: int) -> Due:
        """The n-th working day after the start (not counted); a negative n counts back, zero stays."""
        step = _ONE if n > 0 else -_ONE
        day, left, provisional = start, abs(n), False
        while left:
            day += step
            provisional = provisional or self.is_provisional(day)
            left -= self.is_working(day)
        return Due(day, provisional)

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative when `b` lies before `a`."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working(a + timedelta(days=offset)) for offset in range(1, (b - a).days + 1))

    def next_working_day(self, day: date) -> Due:
        """The day itself when worked, else the next: where a term that ends on a holiday moves to."""
        return Due(day, self.is_provisional(day)) if self.is_working(day) else self.add_working_days(day, 1)

    def reminder_days(self, due: date, before: Collection[int]) -> list[Due]:
        """The days on which to remind, so many working days before a due day, earliest first."""
        return [self.add_working_days(due, -n) for n in sorted(set(before), reverse=True)]

    def with_days(
        self, days: Iterable[tuple[date, DayKind]], *, published: Collection[int] = ()
    ) -> "WorkingCalendar":
        """The same calendar with days put in or replaced, as a new notice does."""
        return WorkingCalendar({**self.days, **dict(days)}, self.published | set(published))

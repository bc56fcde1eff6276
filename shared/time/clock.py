"""Two clocks: the real one for tokens, leases and logs, and the business clock for deadlines and validity."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Calendar days of the house are days in China."""


def instant() -> datetime:
    """The real time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the machine's clock


def day_of(moment: datetime) -> date:
    """The calendar day in China on which a moment falls."""
    return moment.astimezone(SHANGHAI).date()


class ClockTurnedBack(ValueError):
    """The business clock was asked to go backwards."""


class Clock:
    """Business time: real time plus an offset that only ever grows.

    The offset is zero in production; in demo and training mode every process follows identity's.
    """

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        """The moment that deadlines, notices and validity are judged by, in UTC."""
        return instant() + self._offset

    def today(self) -> date:
        """The day in China of the business moment."""
        return day_of(self.now())

    def follow(self, offset: timedelta) -> None:
        """Take over a larger offset; a smaller one is a fault of whoever sent it."""
        if offset < self._offset:
            raise ClockTurnedBack(f"{offset} is before {self._offset}")
        self._offset = offset

"""Refusals about the calendar."""

from shared.errors import NotFound


class CalendarYearUnknown(NotFound):
    """The calendar does not reach this year."""

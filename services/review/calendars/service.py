"""Keeps the copy of the calendar in step with registry's."""

from services.review.calendars.repository import Calendars
from shared.db.work import Session
from shared.events.event import Event


async def follow_calendar(session: Session, event: Event) -> None:
    """Take over a day that was set or a year that was published; what comes again changes nothing."""
    await Calendars(session).take_over(event.data)

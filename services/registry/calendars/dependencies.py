"""Wiring of the routes on the calendar."""

from typing import Annotated

from fastapi import Depends

from services.registry.calendars.repository import Calendars
from services.registry.calendars.service import CalendarDesk
from shared.db.history import Trail
from shared.http.sessions import Open, Write


async def _calendars(session: Open) -> Calendars:
    return Calendars(session)


async def _desk(session: Write) -> CalendarDesk:
    return CalendarDesk(Calendars(session), Trail(session))


Kept = Annotated[Calendars, Depends(_calendars)]
Desk = Annotated[CalendarDesk, Depends(_desk)]

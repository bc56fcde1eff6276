"""Wiring of the routes on rounds, and of the clock's work on them."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.programmes.repository import Editions, Programmes
from services.review.rounds.repository import Quotas, Rounds
from services.review.rounds.service import RoundDesk
from shared.db.history import Trail
from shared.events.calendars import Calendars
from shared.http.sessions import Read, Write


def desk_of(session: AsyncSession) -> RoundDesk:
    """A desk within a session; caller and clock are the session's."""
    return RoundDesk(
        rounds=Rounds(session),
        quotas=Quotas(session),
        programmes=Programmes(session),
        editions=Editions(session),
        calendars=Calendars(session),
        trail=Trail(session),
        caller=session.info["caller"],
        clock=session.info["clock"],
    )


async def _desk(session: Write) -> RoundDesk:
    return desk_of(session)


async def _reading(session: Read) -> RoundDesk:
    return desk_of(session)


Desk = Annotated[RoundDesk, Depends(_desk)]
Reading = Annotated[RoundDesk, Depends(_reading)]

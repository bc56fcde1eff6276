"""Wiring of the routes on draws."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.draws.repository import Draws
from services.review.draws.service import DrawDesk
from services.review.panels.repository import Panellists
from services.review.rounds.repository import Rounds
from shared.http.sessions import Read, Write
from shared.jobs.record import Jobs


def draw_desk(session: AsyncSession) -> DrawDesk:
    """The desk on any session."""
    return DrawDesk(
        draws=Draws(session), panellists=Panellists(session), rounds=Rounds(session), jobs=Jobs(session)
    )


async def _desk(session: Write) -> DrawDesk:
    return draw_desk(session)


async def _reading_desk(session: Read) -> DrawDesk:
    return draw_desk(session)


Desk = Annotated[DrawDesk, Depends(_desk)]
ReadingDesk = Annotated[DrawDesk, Depends(_reading_desk)]

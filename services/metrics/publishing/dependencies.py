"""Wiring of the routes on sheets."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.observations.repository import Observations
from services.metrics.observations.service import Recorder
from services.metrics.publishing.service import SheetDesk
from services.metrics.reporting.repository import Reports
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def sheet_desk(session: AsyncSession) -> SheetDesk:
    """The desk on any session."""
    trail = Trail(session)
    recorder = Recorder(Observations(session), trail)
    return SheetDesk(Reports(session), recorder, trail, session.info["caller"], session.info["clock"])


async def _desk(session: Write) -> SheetDesk:
    return sheet_desk(session)


async def _reading(session: Read) -> SheetDesk:
    return sheet_desk(session)


Desk = Annotated[SheetDesk, Depends(_desk)]
Reader = Annotated[SheetDesk, Depends(_reading)]

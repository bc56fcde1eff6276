"""Wiring of the routes on windows."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.observations.repository import Observations
from services.metrics.reporting.repository import Reports
from services.metrics.windows.service import WindowDesk
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def window_desk(session: AsyncSession) -> WindowDesk:
    """The desk on any session."""
    caller, clock = session.info["caller"], session.info["clock"]
    return WindowDesk(Reports(session), Observations(session), Trail(session), caller, clock)


async def _desk(session: Write) -> WindowDesk:
    return window_desk(session)


async def _reading(session: Read) -> WindowDesk:
    return window_desk(session)


Desk = Annotated[WindowDesk, Depends(_desk)]
Reader = Annotated[WindowDesk, Depends(_reading)]

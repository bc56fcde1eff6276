"""Wiring of the routes on observations."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.boundaries.repository import Areas
from services.metrics.observations.repository import Observations
from services.metrics.observations.service import ObservationDesk
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def observation_desk(session: AsyncSession) -> ObservationDesk:
    """The desk on any session."""
    return ObservationDesk(
        Observations(session), Areas(session), Trail(session), session.info["caller"], session.info["clock"]
    )


async def _desk(session: Write) -> ObservationDesk:
    return observation_desk(session)


async def _reading(session: Read) -> ObservationDesk:
    return observation_desk(session)


Desk = Annotated[ObservationDesk, Depends(_desk)]
Reader = Annotated[ObservationDesk, Depends(_reading)]

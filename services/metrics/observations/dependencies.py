"""Wiring of the routes on observations."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from services.metrics.boundaries.repository import Areas
from services.metrics.observations.repository import Observations
from services.metrics.observations.service import ObservationDesk
from shared.db.history import Trail
from shared.http.models import Instant
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


class Narrowed(TypedDict):
    """What a list of figures is narrowed by."""

    series: str | None
    region: str | None
    known_at: datetime | None


async def _filters(
    *,
    series: Annotated[str | None, Query(max_length=60, description="Of this series.")] = None,
    region: Annotated[str | None, Query(max_length=20, description="Of this region itself.")] = None,
    known_at: Annotated[
        Instant | None, Query(description="What stood at this moment; now by default.")
    ] = None,
) -> Narrowed:
    return Narrowed(series=series, region=region, known_at=known_at)


Asked = Annotated[Narrowed, Depends(_filters)]
Desk = Annotated[ObservationDesk, Depends(_desk)]
Reader = Annotated[ObservationDesk, Depends(_reading)]

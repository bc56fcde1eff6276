"""Wiring of the routes on the users of indications."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from services.trademark.authorisations.repository import UseFilters, Uses
from services.trademark.authorisations.service import UseDesk
from services.trademark.authorisations.workflow import UseState
from services.trademark.indications.dependencies import RegionPath
from services.trademark.indications.repository import Allotments, Indications
from shared.db.history import Trail
from shared.db.work import Database, Session
from shared.http.lists import Listed
from shared.http.sessions import Read, Write
from shared.jobs.turns import one_by_one
from shared.time.clock import Clock


def desk_on(session: Session) -> UseDesk:
    """The desk on a session: a request's, or one that the clock has opened."""
    return UseDesk(Uses(session), Indications(session), Allotments(session), Trail(session))


async def expire_uses(database: Database, clock: Clock) -> int:
    """End the authorisations whose last day has passed."""

    async def find(session: Session) -> Sequence[UUID]:
        return await Uses(session).ended(clock.today())

    async def act(session: Session, use_id: UUID) -> bool:
        await desk_on(session).expire(use_id)
        return True

    return await one_by_one(database, find, act)


async def _desk(session: Write) -> UseDesk:
    return desk_on(session)


async def _reading(session: Read) -> UseDesk:
    return desk_on(session)


async def _uses(session: Read) -> Uses:
    return Uses(session)


async def _filters(
    *,
    indication_id: Annotated[UUID | None, Query(description="Of this indication.")] = None,
    organisation_id: Annotated[UUID | None, Query(description="Of this producer.")] = None,
    region: Annotated[RegionPath | None, Query(max_length=20, description="Region: it and below.")] = None,
    state: Annotated[Listed[UseState] | None, Query(description="In these states.")] = None,
) -> UseFilters:
    return UseFilters(
        indication_id=indication_id,
        organisation_id=organisation_id,
        region_path=region,
        states=state or (),
    )


Known = Annotated[Uses, Depends(_uses)]
Reader = Annotated[UseDesk, Depends(_reading)]
Desk = Annotated[UseDesk, Depends(_desk)]
Asked = Annotated[UseFilters, Depends(_filters)]

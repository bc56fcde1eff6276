"""Wiring of the routes on targets, and what the worker takes in."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.policies.repository import Policies
from services.metrics.targets.repository import Targets
from services.metrics.targets.service import TargetDesk, shipped_targets
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.work import Database
from shared.http.sessions import Open, Write
from shared.time.clock import Clock


def desk_on(session: AsyncSession) -> TargetDesk:
    return TargetDesk(Targets(session), Policies(session), Trail(session), session.info["caller"])


async def _targets(session: Open) -> Targets:
    return Targets(session)


async def _desk(session: Write) -> TargetDesk:
    return desk_on(session)


Reader = Annotated[Targets, Depends(_targets)]
Desk = Annotated[TargetDesk, Depends(_desk)]


async def take_in_targets(database: Database, _clock: Clock) -> int:
    """Load the shipped targets that the database does not hold yet; says how many."""
    taken = 0
    async with database.write(SYSTEM) as session:
        desk = desk_on(session)
        for shipped in shipped_targets():
            if await desk.policies.find(shipped.document) is None:
                continue
            taken += sum([await desk.take_in(shipped.document, target) for target in shipped.targets])
    return taken

"""Wiring of the routes on policy documents."""

from typing import Annotated

from fastapi import Depends

from services.metrics.policies.repository import Policies
from services.metrics.policies.service import PolicyShelf, TaskDesk, shipped_documents
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.work import Database
from shared.http.sessions import Open, Write
from shared.time.clock import Clock


async def _policies(session: Open) -> Policies:
    return Policies(session)


async def _desk(session: Write) -> TaskDesk:
    return TaskDesk(Policies(session), Trail(session), session.info["caller"], session.info["clock"])


Shelf = Annotated[Policies, Depends(_policies)]
Desk = Annotated[TaskDesk, Depends(_desk)]


async def take_in_documents(database: Database, _clock: Clock) -> int:
    """Load what this release ships and the database does not hold yet; says how many."""
    async with database.write(SYSTEM) as session:
        shelf = PolicyShelf(Policies(session), Trail(session))
        return sum([await shelf.take_in(document) for document in shipped_documents()])

"""Wiring of the routes on assignments."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.service import Casework
from services.review.assignments.repository import Assignments, Grants
from services.review.assignments.service import AssignmentBook, AssignmentDesk
from services.review.panels.dependencies import panel_desk
from services.review.rounds.repository import Rounds
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.work import Database
from shared.http.sessions import Read, Write
from shared.time.clock import Clock


def assignment_desk(session: AsyncSession) -> AssignmentDesk:
    """The desk on any session: a request's, or one that the clock has opened."""
    trail = Trail(session)
    return AssignmentDesk(
        assignments=Assignments(session),
        grants=Grants(session),
        panel=panel_desk(session),
        rounds=Rounds(session),
        casework=Casework(trail),
        book=AssignmentBook(trail),
        clock=session.info["clock"],
        caller=session.info["caller"],
    )


async def _desk(session: Write) -> AssignmentDesk:
    return assignment_desk(session)


async def _reading_desk(session: Read) -> AssignmentDesk:
    return assignment_desk(session)


Desk = Annotated[AssignmentDesk, Depends(_desk)]
ReadingDesk = Annotated[AssignmentDesk, Depends(_reading_desk)]


async def lapse_overdue(database: Database, clock: Clock) -> int:
    """The clock's tick: one assignment a transaction, so that one bad row stops nobody."""
    async with database.read(SYSTEM) as session:
        overdue = await Assignments(session).overdue(clock.today())
    lapsed = 0
    for assignment_id in overdue:
        async with database.write(SYSTEM) as session:
            lapsed += await assignment_desk(session).lapse(assignment_id)
    return lapsed

"""Wiring of the routes on score runs."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.aggregates.repository import ScoreRuns
from services.review.aggregates.service import ScoreRunDesk
from services.review.applications.repository import Applications
from services.review.assignments.repository import Assignments
from services.review.rounds.repository import Rounds
from services.review.scores.repository import Scores
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def score_run_desk(session: AsyncSession) -> ScoreRunDesk:
    """The desk on any session."""
    return ScoreRunDesk(
        runs=ScoreRuns(session),
        scores=Scores(session),
        assignments=Assignments(session),
        applications=Applications(session),
        rounds=Rounds(session),
        trail=Trail(session),
        caller=session.info["caller"],
    )


async def _desk(session: Write) -> ScoreRunDesk:
    return score_run_desk(session)


async def _reading_desk(session: Read) -> ScoreRunDesk:
    return score_run_desk(session)


Desk = Annotated[ScoreRunDesk, Depends(_desk)]
ReadingDesk = Annotated[ScoreRunDesk, Depends(_reading_desk)]

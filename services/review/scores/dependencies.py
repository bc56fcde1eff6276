"""Wiring of the routes on scores."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.repository import Applications
from services.review.assignments.dependencies import assignment_desk
from services.review.scores.repository import Scores
from services.review.scores.service import ScoreDesk
from shared.http.sessions import Read, Write


def score_desk(session: AsyncSession) -> ScoreDesk:
    """The desk on any session."""
    return ScoreDesk(Scores(session), assignment_desk(session), Applications(session))


async def _desk(session: Write) -> ScoreDesk:
    return score_desk(session)


async def _reading_desk(session: Read) -> ScoreDesk:
    return score_desk(session)


Desk = Annotated[ScoreDesk, Depends(_desk)]
ReadingDesk = Annotated[ScoreDesk, Depends(_reading_desk)]

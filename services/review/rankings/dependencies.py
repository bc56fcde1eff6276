"""Wiring of the routes on rankings."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.aggregates.dependencies import score_run_desk
from services.review.applications.service import Casework
from services.review.rankings.repository import Rankings
from services.review.rankings.service import RankingDesk
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def ranking_desk(session: AsyncSession) -> RankingDesk:
    """The desk on any session."""
    return RankingDesk(
        rankings=Rankings(session),
        runs=score_run_desk(session),
        casework=Casework(Trail(session)),
        clock=session.info["clock"],
    )


async def _desk(session: Write) -> RankingDesk:
    return ranking_desk(session)


async def _reading_desk(session: Read) -> RankingDesk:
    return ranking_desk(session)


Desk = Annotated[RankingDesk, Depends(_desk)]
ReadingDesk = Annotated[RankingDesk, Depends(_reading_desk)]

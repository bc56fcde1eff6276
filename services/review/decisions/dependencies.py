"""Wiring of the routes on decisions."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.decisions.repository import Decisions
from services.review.decisions.service import DecisionDesk
from services.review.notices.repository import Notices
from services.review.rounds.repository import Rounds
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def decision_desk(session: AsyncSession) -> DecisionDesk:
    """The desk on a session."""
    return DecisionDesk(
        decisions=Decisions(session),
        notices=Notices(session),
        rounds=Rounds(session),
        trail=Trail(session),
        clock=session.info["clock"],
        caller=session.info["caller"],
    )


async def _desk(session: Write) -> DecisionDesk:
    return decision_desk(session)


async def _reading_desk(session: Read) -> DecisionDesk:
    return decision_desk(session)


Desk = Annotated[DecisionDesk, Depends(_desk)]
ReadingDesk = Annotated[DecisionDesk, Depends(_reading_desk)]

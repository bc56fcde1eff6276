"""Wiring of the routes for objectors."""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.filings.service import Filing
from services.review.notices.repository import NoticeEntries, Notices
from services.review.objections.dependencies import data_key, standing
from services.review.objections.repository import Objections
from services.review.rounds.repository import Rounds
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def filing(session: AsyncSession, key: bytes) -> Filing:
    """The desk on a session."""
    return Filing(
        objections=Objections(session),
        notices=Notices(session),
        entries=NoticeEntries(session),
        rounds=Rounds(session),
        standing=standing(session),
        trail=Trail(session),
        clock=session.info["clock"],
        data_key=key,
    )


async def _desk(request: Request, session: Write) -> Filing:
    return filing(session, data_key(request))


async def _reading_desk(request: Request, session: Read) -> Filing:
    return filing(session, data_key(request))


FilingDesk = Annotated[Filing, Depends(_desk)]
ReadingDesk = Annotated[Filing, Depends(_reading_desk)]

"""Wiring of the routes for objectors."""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.filings.repository import Allowances
from services.review.filings.service import Filing
from services.review.notices.repository import NoticeEntries, Notices
from services.review.objections.dependencies import data_key, standing
from services.review.objections.repository import Objections
from services.review.rounds.repository import Rounds
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.work import Database
from shared.http.sessions import Read, Write
from shared.time.clock import Clock, day_of, instant

SEEN = "x-lupin-client-address"
"""The address that the gateway saw; it writes over what a caller puts under this name."""


def _address(request: Request) -> str:
    beside = request.client.host if request.client else ""
    return request.headers.get(SEEN, beside)


def filing(session: AsyncSession, key: bytes, address: str) -> Filing:
    """The desk on a session, for whoever calls from this address."""
    return Filing(
        objections=Objections(session),
        notices=Notices(session),
        entries=NoticeEntries(session),
        rounds=Rounds(session),
        standing=standing(session),
        trail=Trail(session),
        allowances=Allowances(session),
        clock=session.info["clock"],
        data_key=key,
        address=address,
    )


async def _desk(request: Request, session: Write) -> Filing:
    return filing(session, data_key(request), _address(request))


async def _reading_desk(request: Request, session: Read) -> Filing:
    return filing(session, data_key(request), _address(request))


async def forget_addresses(database: Database, _: Clock) -> int:
    """A tick: what was counted on a day is forgotten with it, by the real clock as it was counted."""
    async with database.write(SYSTEM) as session:
        return await Allowances(session).forget(day_of(instant()))


FilingDesk = Annotated[Filing, Depends(_desk)]
ReadingDesk = Annotated[Filing, Depends(_reading_desk)]

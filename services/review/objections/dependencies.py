"""Wiring of the routes on objections."""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.calendars.repository import Calendars
from services.review.notices.repository import NoticeEntries, Notices
from services.review.notices.service import EntryBook
from services.review.objections.repository import Objections
from services.review.objections.service import Filing, Hearing
from services.review.rounds.repository import Rounds
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def _data_key(request: Request) -> bytes:
    key: bytes = request.app.state.spec.settings.data_key_bytes
    return key


async def _filing(request: Request, session: Write) -> Filing:
    return Filing(
        objections=Objections(session),
        notices=Notices(session),
        entries=NoticeEntries(session),
        rounds=Rounds(session),
        trail=Trail(session),
        clock=session.info["clock"],
        data_key=_data_key(request),
    )


def _heard_on(session: AsyncSession, data_key: bytes) -> Hearing:
    trail = Trail(session)
    return Hearing(
        objections=Objections(session),
        entries=NoticeEntries(session),
        calendars=Calendars(session),
        book=EntryBook(trail),
        trail=trail,
        clock=session.info["clock"],
        caller=session.info["caller"],
        data_key=data_key,
    )


async def _hearing(request: Request, session: Write) -> Hearing:
    return _heard_on(session, _data_key(request))


async def _reading(session: Read) -> Objections:
    return Objections(session)


FilingDesk = Annotated[Filing, Depends(_filing)]
HearingDesk = Annotated[Hearing, Depends(_hearing)]
Known = Annotated[Objections, Depends(_reading)]

"""Wiring of the routes on objections."""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.notices.repository import NoticeEntries
from services.review.notices.service import EntryBook
from services.review.objections.repository import Objections
from services.review.objections.service import Hearing, Standing
from shared.db.history import Trail
from shared.events.calendars import Calendars
from shared.http.sessions import Read, Write


def data_key(request: Request) -> bytes:
    """The key of the service that objectors are sealed with."""
    key: bytes = request.app.state.spec.settings.data_key_bytes
    return key


def standing(session: AsyncSession) -> Standing:
    """What moves entries as objections come and go."""
    return Standing(
        Objections(session), NoticeEntries(session), EntryBook(Trail(session)), session.info["clock"]
    )


def hearing(request: Request, session: AsyncSession) -> Hearing:
    """The desk on any session."""
    return Hearing(
        objections=Objections(session),
        standing=standing(session),
        calendars=Calendars(session),
        trail=Trail(session),
        clock=session.info["clock"],
        caller=session.info["caller"],
        data_key=data_key(request),
    )


async def _hearing(request: Request, session: Write) -> Hearing:
    return hearing(request, session)


async def _reading_desk(request: Request, session: Read) -> Hearing:
    return hearing(request, session)


async def _reading(session: Read) -> Objections:
    return Objections(session)


HearingDesk = Annotated[Hearing, Depends(_hearing)]
ReadingDesk = Annotated[Hearing, Depends(_reading_desk)]
Known = Annotated[Objections, Depends(_reading)]

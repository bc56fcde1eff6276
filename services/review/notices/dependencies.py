"""Wiring of the routes on notices."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.service import Casework
from services.review.notices.repository import NoticeEntries, Notices
from services.review.notices.service import EntryBook, NoticeDesk
from services.review.rounds.repository import Quotas, Rounds
from shared.db.history import Trail
from shared.events.calendars import Calendars
from shared.http.sessions import Read, Write


def notice_desk(session: AsyncSession) -> NoticeDesk:
    """The desk on any session: a request's, or one that the clock has opened."""
    trail = Trail(session)
    return NoticeDesk(
        notices=Notices(session),
        entries=NoticeEntries(session),
        rounds=Rounds(session),
        quotas=Quotas(session),
        casework=Casework(trail),
        book=EntryBook(trail),
        trail=trail,
        calendars=Calendars(session),
        clock=session.info["clock"],
        caller=session.info["caller"],
    )


async def _desk(session: Write) -> NoticeDesk:
    return notice_desk(session)


async def _reading_desk(session: Read) -> NoticeDesk:
    return notice_desk(session)


Desk = Annotated[NoticeDesk, Depends(_desk)]
ReadingDesk = Annotated[NoticeDesk, Depends(_reading_desk)]

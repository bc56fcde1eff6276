"""Wiring of the routes that record events."""

from typing import Annotated

from fastapi import Depends

from services.trademark.holders.repository import Holders
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.mark_events.service import MarkDesk
from services.trademark.marks.repository import Marks
from shared.db.history import Trail
from shared.db.work import Session
from shared.files.record import FileRecord
from shared.http.sessions import Write


def mark_desk(session: Session) -> MarkDesk:
    """The desk within a session; who acts and when comes from it."""
    marks, holders, rules = Marks(session), Holders(session), LegalRules(session)
    clock, caller = session.info["clock"], session.info["caller"]
    return MarkDesk(marks, holders, rules, Trail(session), FileRecord(session), clock, caller)


async def _desk(session: Write) -> MarkDesk:
    return mark_desk(session)


Desk = Annotated[MarkDesk, Depends(_desk)]

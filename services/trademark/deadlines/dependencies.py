"""Wiring of the routes on deadlines."""

from typing import Annotated

from fastapi import Depends, Request

from services.trademark.deadlines.repository import Deadlines
from services.trademark.deadlines.service import LawReport
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.marks.repository import Marks
from shared.http.sessions import Open, Read


async def _deadlines(session: Read) -> Deadlines:
    return Deadlines(session)


async def _report(session: Open, request: Request) -> LawReport:
    return LawReport(Marks(session), LegalRules(session), request.app.state.clock)


Mine = Annotated[Deadlines, Depends(_deadlines)]
Report = Annotated[LawReport, Depends(_report)]

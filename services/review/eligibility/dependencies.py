"""Wiring of the routes on eligibility."""

from typing import Annotated

from fastapi import Depends, Request

from services.review.applications.repository import Applications
from services.review.eligibility.repository import EligibilityRuns
from services.review.eligibility.service import EligibilityDesk, RunReader
from shared.http.language import CallersLanguage
from shared.http.sessions import Read, Write


async def _desk(session: Write) -> EligibilityDesk:
    return EligibilityDesk(Applications(session), EligibilityRuns(session))


async def _made(request: Request, session: Write, language: CallersLanguage) -> RunReader:
    runs = EligibilityRuns(session)
    return RunReader(Applications(session), runs, request.app.state.catalogue, language)


async def _reader(request: Request, session: Read, language: CallersLanguage) -> RunReader:
    runs = EligibilityRuns(session)
    return RunReader(Applications(session), runs, request.app.state.catalogue, language)


Desk = Annotated[EligibilityDesk, Depends(_desk)]
Made = Annotated[RunReader, Depends(_made)]
Reader = Annotated[RunReader, Depends(_reader)]

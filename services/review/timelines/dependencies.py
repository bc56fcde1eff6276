"""Wiring of the timeline."""

from typing import Annotated

from fastapi import Depends, Request

from services.review.applications.repository import Applications
from services.review.rounds.repository import Rounds
from services.review.timelines.service import TimelineReader
from shared.db.history import Trail
from shared.http.language import CallersLanguage
from shared.http.sessions import Read


async def _reader(request: Request, session: Read, language: CallersLanguage) -> TimelineReader:
    catalogue = request.app.state.catalogue
    return TimelineReader(Applications(session), Rounds(session), Trail(session), catalogue, language)


Reader = Annotated[TimelineReader, Depends(_reader)]

"""Exports over HTTP: public registers, as their lists show them."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.trademark.exports.rules import INDICATIONS, MARKS
from services.trademark.indications.dependencies import Asked as AskedIndications
from services.trademark.indications.repository import Indications
from services.trademark.marks.dependencies import Asked as AskedMarks
from services.trademark.marks.errors import MarkUnfit
from services.trademark.marks.repository import Marks
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.exports import EXPORTED, Exporting
from shared.http.refused import refusals

router = APIRouter(prefix="/exports", tags=["exports"])

Anyone = Annotated[Caller, anyone()]


@router.get("/marks", response_class=StreamingResponse, responses={**EXPORTED, **refusals(MarkUnfit)})
async def export_marks(caller: Anyone, filters: AskedMarks, export: Exporting) -> StreamingResponse:
    """The marks of the list with the same filters, all of them (T15)."""
    return await export.of(MARKS, lambda session, page: Marks(session).list(page, filters))


@router.get("/indications", response_class=StreamingResponse, responses=EXPORTED)
async def export_indications(
    caller: Anyone, filters: AskedIndications, export: Exporting
) -> StreamingResponse:
    """The indications of the list with the same filters, all of them."""
    return await export.of(INDICATIONS, lambda session, page: Indications(session).list(page, filters))

"""Exports over HTTP: the lists of review, scoped as the lists are."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.review.applications.dependencies import Asked
from services.review.applications.repository import Applications
from services.review.applications.routes import Reading
from services.review.exports.rules import APPLICATIONS
from shared.http.exports import EXPORTED, Exporting

router = APIRouter(prefix="/exports", tags=["exports"])


@router.get("/applications", response_class=StreamingResponse, responses=EXPORTED)
async def export_applications(caller: Reading, filters: Asked, export: Exporting) -> StreamingResponse:
    """The applications that the caller may know of, with the filters of the list; it is written down."""
    return await export.of(APPLICATIONS, lambda session, page: Applications(session).list(page, filters))

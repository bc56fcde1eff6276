"""Exports over HTTP: the lists of registry, scoped as the lists are."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.registry.areas.errors import RegionNotFound
from services.registry.directory.dependencies import Asked
from services.registry.exports.rules import ORGANISATIONS
from services.registry.organisations.repository import Organisations
from services.registry.organisations.routes import Reading
from shared.http.exports import EXPORTED, Exporting
from shared.http.refused import refusals

router = APIRouter(prefix="/exports", tags=["exports"])


@router.get(
    "/organisations", response_class=StreamingResponse, responses={**EXPORTED, **refusals(RegionNotFound)}
)
async def export_organisations(caller: Reading, filters: Asked, export: Exporting) -> StreamingResponse:
    """The organisations that the caller covers, with the filters of the list (R01); it is written down."""
    return await export.of(ORGANISATIONS, lambda session, page: Organisations(session).list(page, filters))

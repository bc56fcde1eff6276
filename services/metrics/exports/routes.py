"""Exports over HTTP: public figures, as their list shows them."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.metrics.exports.rules import OBSERVATIONS
from services.metrics.observations.dependencies import Asked
from services.metrics.observations.repository import Observations
from services.metrics.observations.routes import CELLS
from services.metrics.observations.service import shown
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.exports import EXPORTED, Exporting

router = APIRouter(prefix="/exports", tags=["exports"])

Anyone = Annotated[Caller, anyone()]


@router.get("/observations", response_class=StreamingResponse, responses=EXPORTED)
async def export_observations(caller: Anyone, filters: Asked, export: Exporting) -> StreamingResponse:
    """Figures as they stand, or stood at a moment, with the filters of the list (M10)."""
    return await export.of(
        OBSERVATIONS,
        lambda session, page: page.of(session, Observations(session).listing(**filters), CELLS, shown),
    )

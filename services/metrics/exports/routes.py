"""Exports over HTTP: public figures, as their list shows them."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from services.metrics.boards.repository import Standings
from services.metrics.exports.rules import ATTAINMENT, OBSERVATIONS
from services.metrics.observations.dependencies import Asked
from services.metrics.observations.repository import Observations
from services.metrics.observations.routes import CELLS
from services.metrics.observations.service import shown
from services.metrics.policies.schemas import Code
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.exports import EXPORTED, Exporting
from shared.http.telling import Teller

router = APIRouter(prefix="/exports", tags=["exports"])

Anyone = Annotated[Caller, anyone()]


@router.get("/observations", response_class=StreamingResponse, responses=EXPORTED)
async def export_observations(caller: Anyone, filters: Asked, export: Exporting) -> StreamingResponse:
    """Figures as they stand, or stood at a moment, with the filters of the list (M10)."""
    return await export.of(
        OBSERVATIONS,
        lambda session, page: page.of(session, Observations(session).listing(**filters), CELLS, shown),
    )


@router.get("/attainment", response_class=StreamingResponse, responses=EXPORTED)
async def export_attainment(
    caller: Anyone,
    export: Exporting,
    *,
    document: Annotated[Code | None, Query(description="The document that sets the targets.")] = None,
    region: Annotated[str | None, Query(max_length=20, description="Code of the targets' region.")] = None,
) -> StreamingResponse:
    """Where every target stands as the worker judged it last, a line a target (M10)."""
    teller = Teller(export.request.app.state.catalogue, export.language)
    return await export.of(
        ATTAINMENT,
        lambda session, page: Standings(session).lines(page, teller, document=document, region=region),
    )

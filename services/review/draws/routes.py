"""Draws of experts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.review.draws.dependencies import Desk, ReadingDesk
from services.review.draws.errors import DrawNotFound, PanelEmpty
from services.review.draws.models import ExpertDraw
from services.review.draws.schemas import DrawExperts, DrawOut, DrawTicket
from services.review.rounds.errors import RoundNotFound, RunByAnotherRegion
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Page, Paging
from shared.http.refused import refusals

router = APIRouter(tags=["draws"])

Officer = Annotated[Caller, may("review:assignment:write", Role.PROGRAMME_OFFICER)]
Overseer = Annotated[
    Caller, may("review:assignment:read", Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR)
]
DRAWS = Keyset({"created_at": ExpertDraw.id.expression}, ExpertDraw.id.expression, "-created_at")


@router.post(
    "/rounds/{round_id}/assignment-runs",
    status_code=202,
    responses=refusals(RoundNotFound, RunByAnotherRegion, PanelEmpty),
)
async def draw_experts(
    caller: Officer, round_id: UUID, body: DrawExperts, desk: Desk, once: Once, response: Response
) -> DrawTicket:
    """Ask the worker to draw experts for the whole round; what stands is kept, also after a recusal (V07)."""
    ticket = await once(lambda: desk.order(round_id, body.seed), show=desk.ticket)
    response.headers["Location"] = f"/review/v1/jobs/{ticket.job_id}"
    return ticket


@router.get("/rounds/{round_id}/assignment-runs")
async def list_draws(caller: Overseer, round_id: UUID, desk: ReadingDesk, page: Paging) -> Page[DrawOut]:
    """The draws of a round, newest first."""
    listing = desk.draws.listing(round_id)
    return await page.of(desk.draws.session, listing, DRAWS, DrawOut.model_validate)


@router.get("/assignment-runs/{draw_id}", responses=refusals(DrawNotFound))
async def show_draw(caller: Overseer, draw_id: UUID, desk: ReadingDesk) -> DrawOut:
    """One draw: its inputs' hash, its seed, its cost and what it left empty."""
    return DrawOut.model_validate(await desk.draws.get(draw_id))

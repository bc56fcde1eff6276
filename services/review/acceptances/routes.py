"""Acceptance over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.review.acceptances.dependencies import Asked, Desk, Shown
from services.review.acceptances.errors import AcceptanceRunNotFound, CandidatesUnknown
from services.review.acceptances.schemas import AcceptanceOut
from services.review.rounds.errors import RoundNotFound, RunByAnotherRegion
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import SiblingSilent
from shared.http.idempotency import Once
from shared.http.refused import refusals

router = APIRouter(tags=["acceptances"])

Officer = Annotated[Caller, may("review:acceptance:decide", Role.PROGRAMME_OFFICER)]
Reading = Annotated[
    Caller, may("review:acceptance:read", Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR)
]


@router.post(
    "/rounds/{round_id}/acceptances",
    status_code=201,
    responses=refusals(RoundNotFound, RunByAnotherRegion, CandidatesUnknown, SiblingSilent),
)
async def accept_candidates(
    caller: Officer, round_id: UUID, asked: Asked, desk: Desk, once: Once
) -> AcceptanceOut:
    """Judge recommended candidates on siblings' facts of now; accept the eligible, refuse others (V05)."""
    return await once(lambda: desk.accept(asked), show=desk.show)


@router.get("/acceptances/{run_id}", responses=refusals(AcceptanceRunNotFound))
async def show_acceptance(caller: Reading, run_id: UUID, desk: Shown) -> AcceptanceOut:
    """What became of the candidates of one run."""
    return await desk.show(run_id)

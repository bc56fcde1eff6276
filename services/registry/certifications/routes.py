"""Claims over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.registry.certifications.dependencies import Desk, Known
from services.registry.certifications.errors import (
    AlreadyCertified,
    AlreadyClaimed,
    ClaimNotFound,
    ReasonRequired,
)
from services.registry.certifications.schemas import (
    ClaimOrganisation,
    ClaimOut,
    StepClaim,
)
from services.registry.certifications.service import outlook
from services.registry.certifications.workflow import ClaimAction, ClaimState
from services.registry.organisations.errors import OrganisationDissolved, OrganisationNotFound
from shared.auth.guards import may
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileOfAnother, FileUnknown
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Listed, Page, Paging
from shared.http.models import Day
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/certifications", tags=["certifications"])

Reading = Annotated[Caller, may("registry:certification:read")]


@router.post(
    "",
    status_code=201,
    responses=refusals(
        OrganisationNotFound, OrganisationDissolved, AlreadyClaimed, FileUnknown, FileNotReady, FileOfAnother
    ),
)
async def claim_organisation(
    caller: Annotated[Caller, may("registry:certification:write")],
    response: Response,
    body: ClaimOrganisation,
    desk: Desk,
    once: Once,
) -> ClaimOut:
    """Claim an organisation with evidence; the city's officer decides within working days (R03).

    Any signed-in person may claim. A second person's claim makes a dispute of all open ones.
    """
    made = await once(lambda: desk.claim(body), show=desk.show)
    response.headers["Location"] = f"/registry/v1/certifications/{made.id}"
    return made


@router.get("")
async def list_claims(
    caller: Reading,
    claims: Known,
    page: Paging,
    *,
    state: Annotated[Listed[ClaimState], Query(description="One or several states.")] = [],  # noqa: B006 - FastAPI copies
    due_before: Annotated[Day | None, Query(description="Only those due before this day.")] = None,
) -> Page[ClaimOut]:
    """Claims of the caller's regions and organisations, and the caller's own, earliest due first."""
    return await claims.list(page, states=state, due_before=due_before)


@router.get("/{claim_id}", responses=refusals(ClaimNotFound))
async def show_claim(caller: Reading, claim_id: UUID, claims: Known, tag: Tag) -> ClaimOut:
    """One claim."""
    shown = ClaimOut.model_validate(await claims.get(claim_id))
    tag(shown.version)
    return shown


@router.get("/{claim_id}/actions", responses=refusals(ClaimNotFound))
async def show_claim_actions(
    caller: Reading, claim_id: UUID, claims: Known, explained: Explained
) -> ActionsOut[ClaimState, ClaimAction]:
    """The steps that the caller could take on a claim, and what blocks each."""
    return explained(await outlook(claims, claim_id))


@router.post(
    "/{claim_id}/actions",
    responses=refusals(ClaimNotFound, ActionNotAllowed, ReasonRequired, AlreadyCertified, StaleVersion),
)
async def step_claim(
    caller: Annotated[Caller, may("registry:certification:decide")],
    claim_id: UUID,
    body: StepClaim,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> ClaimOut:
    """Verify, reject, award, dismiss or revoke as officer; withdraw as claimant."""
    return await once(lambda: desk.step(claim_id, body, seen=if_match), show=desk.show)

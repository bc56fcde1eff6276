"""Decisions over HTTP; issuing them, which grants titles, is a route of `titles`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.review.decisions.dependencies import Desk, ReadingDesk
from services.review.decisions.errors import (
    AlreadyApproved,
    DecisionNotFound,
    EntriesNotDecidable,
    NoticeStillOpen,
)
from services.review.decisions.models import Decision
from services.review.decisions.schemas import DecisionDetailOut, DecisionOut, DraftDecision, TakeDecisionStep
from services.review.decisions.workflow import DecisionAction, DecisionState
from services.review.notices.errors import NoticeNotFound
from services.review.rounds.errors import RunByAnotherRegion
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/decisions", tags=["decisions"])

D = Decision.__table__.c
DECISIONS = Keyset({"created_at": D.created_at, "decided_on": D.decided_on}, D.id, "created_at")
Anyone = Annotated[Caller, anyone()]
Chair = Annotated[Caller, may("review:decision:decide", Role.RECOGNITION_CHAIR)]
Body = Annotated[Caller, may("review:decision:decide", Role.RECOGNITION_CHAIR, Role.RECOGNITION_MEMBER)]


@router.post(
    "",
    status_code=201,
    responses=refusals(NoticeNotFound, NoticeStillOpen, EntriesNotDecidable, RunByAnotherRegion),
)
async def draft_decision(
    caller: Chair, wanted: DraftDecision, desk: Desk, once: Once, response: Response
) -> DecisionDetailOut:
    """Name entries of a closed notice with their outcomes; suspended ones wait."""
    shown = await once(lambda: desk.draft(wanted), show=desk.show)
    response.headers["Location"] = f"/review/v1/decisions/{shown.id}"
    return shown


@router.get("")
async def list_decisions(
    caller: Anyone,
    desk: ReadingDesk,
    page: Paging,
    round_id: Annotated[UUID | None, Query(description="Of this round.")] = None,
    state: Annotated[Listed[DecisionState] | None, Query(description="In these states.")] = None,
) -> Page[DecisionOut]:
    """Decisions: issued ones for anybody, the others for the body and its supervisors."""
    listing = desk.decisions.listing(round_id=round_id, states=state or ())
    return await page.of(desk.decisions.session, listing, DECISIONS, DecisionOut.model_validate)


@router.get("/{decision_id}", responses=refusals(DecisionNotFound))
async def show_decision(caller: Anyone, decision_id: UUID, desk: ReadingDesk, tag: Tag) -> DecisionDetailOut:
    """One decision with all that it names."""
    shown = await desk.show(decision_id)
    tag(shown.version)
    return shown


@router.get("/{decision_id}/actions", responses=refusals(DecisionNotFound))
async def list_decision_actions(
    caller: Body, decision_id: UUID, desk: ReadingDesk, explained: Explained
) -> ActionsOut[DecisionState, DecisionAction]:
    """The caller's steps from here, approving and issuing among them, and what stands in the way of each."""
    return explained(await desk.outlook(decision_id))


@router.post("/{decision_id}/actions", responses=refusals(DecisionNotFound, ActionNotAllowed))
async def act_on_decision(
    caller: Body, decision_id: UUID, step: TakeDecisionStep, seen: IfMatch, desk: Desk, once: Once
) -> DecisionDetailOut:
    """Submit for approval, return (which voids the approvals so far) or discard."""
    return await once(
        lambda: desk.step(decision_id, step.action, seen=seen, reason=step.reason), show=desk.show
    )


@router.post(
    "/{decision_id}/approvals",
    responses=refusals(DecisionNotFound, ActionNotAllowed, AlreadyApproved),
)
async def approve_decision(
    caller: Body, decision_id: UUID, seen: IfMatch, desk: Desk, once: Once
) -> DecisionDetailOut:
    """One member's approval; nobody gives two, nor on a case that the member recommended or scored."""
    return await once(lambda: desk.approve(decision_id, seen=seen), show=desk.show)

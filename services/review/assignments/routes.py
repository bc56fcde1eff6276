"""Assignments over HTTP: the expert declares, the officer oversees and starts the review."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.review.applications.errors import ApplicationNotFound
from services.review.assignments.dependencies import Desk, ReadingDesk
from services.review.assignments.errors import AssignmentNotFound, ConflictUnnamed
from services.review.assignments.models import Assignment
from services.review.assignments.schemas import (
    AssignmentOut,
    OverseenAssignmentOut,
    PanelStateOut,
    TakeAssignmentStep,
)
from services.review.assignments.workflow import Action, State
from services.review.panels.errors import CaseOfAnotherRound, PanellistNotFound
from services.review.panels.schemas import ConflictOut, NoteConflict
from services.review.rounds.errors import RoundNotFound, RunByAnotherRegion
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["assignments"])

Officer = Annotated[Caller, may("review:assignment:write", Role.PROGRAMME_OFFICER)]
Expert = Annotated[Caller, may("review:assignment:read", Role.EXPERT)]
Acting = Annotated[Caller, may("review:assignment:write", Role.EXPERT, Role.PROGRAMME_OFFICER)]
Overseer = Annotated[
    Caller, may("review:assignment:read", Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR)
]
Insider = Annotated[
    Caller,
    may("review:assignment:read", Role.EXPERT, Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR),
]
ASSIGNMENTS = Keyset({"number": Assignment.application_number.expression}, Assignment.id.expression, "number")
InRound = Annotated[UUID | None, Query(description="Of this round.")]
InStates = Annotated[Listed[State] | None, Query(description="In these states.")]


@router.get("/assignments")
async def list_own_assignments(
    caller: Expert, desk: ReadingDesk, page: Paging, round_id: InRound = None, state: InStates = None
) -> Page[AssignmentOut]:
    """The expert's own assignments; number, name and category are all that shows before declaring."""
    mine = desk.assignments.listing(round_id=round_id, subject=caller.subject, states=state or ())
    return await page.of(desk.assignments.session, mine, ASSIGNMENTS, AssignmentOut.model_validate)


@router.get("/rounds/{round_id}/assignments")
async def list_round_assignments(
    caller: Overseer,
    round_id: UUID,
    desk: ReadingDesk,
    page: Paging,
    application_id: Annotated[UUID | None, Query(description="At this application.")] = None,
    state: InStates = None,
) -> Page[OverseenAssignmentOut]:
    """All assignments of a round with why each expert was drawn."""
    listing = desk.assignments.listing(round_id=round_id, application_id=application_id, states=state or ())
    return await page.of(desk.assignments.session, listing, ASSIGNMENTS, OverseenAssignmentOut.model_validate)


@router.get("/assignments/{assignment_id}", responses=refusals(AssignmentNotFound))
async def show_assignment(caller: Insider, assignment_id: UUID, desk: ReadingDesk, tag: Tag) -> AssignmentOut:
    """One assignment; an expert finds the own ones only."""
    shown = AssignmentOut.model_validate(await desk.assignments.get(assignment_id))
    tag(shown.version)
    return shown


@router.get("/assignments/{assignment_id}/actions", responses=refusals(AssignmentNotFound))
async def list_assignment_actions(
    caller: Insider, assignment_id: UUID, desk: ReadingDesk, explained: Explained
) -> ActionsOut[State, Action]:
    """The caller's steps from here, and what stands in the way of each."""
    return explained(await desk.outlook(assignment_id))


@router.post(
    "/assignments/{assignment_id}/actions",
    responses=refusals(AssignmentNotFound, ActionNotAllowed, ConflictUnnamed, StaleVersion),
)
async def act_on_assignment(
    caller: Acting, assignment_id: UUID, step: TakeAssignmentStep, seen: IfMatch, desk: Desk, once: Once
) -> AssignmentOut:
    """Declare oneself free of conflict, and the dossier opens; or declare a conflict, and it closes (V07)."""

    async def show(reference: UUID) -> AssignmentOut:
        return AssignmentOut.model_validate(await desk.assignments.get(reference))

    return await once(lambda: desk.step(assignment_id, step, seen=seen), show=show)


@router.post(
    "/conflicts",
    status_code=201,
    responses=refusals(PanellistNotFound, ApplicationNotFound, CaseOfAnotherRound),
)
async def note_conflict(caller: Officer, body: NoteConflict, desk: Desk, once: Once) -> ConflictOut:
    """Enter a conflict of interest that cannot be undeclared; it recuses from what was assigned."""
    return await once(lambda: desk.note(body), show=desk.panel.show)


@router.get("/rounds/{round_id}/panel", responses=refusals(RoundNotFound))
async def show_panel_state(caller: Overseer, round_id: UUID, desk: ReadingDesk) -> PanelStateOut:
    """How far the panels and scores of a round have come."""
    return await desk.panel_state(round_id)


@router.post("/rounds/{round_id}/review-starts", responses=refusals(RoundNotFound, RunByAnotherRegion))
async def start_reviews(caller: Officer, round_id: UUID, desk: Desk, once: Once) -> PanelStateOut:
    """Start the review of every accepted application whose panel is complete; the others wait."""
    return await once(lambda: desk.start_review(round_id), show=desk.panel_state)

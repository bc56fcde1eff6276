"""Scores over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.review.applications.errors import ApplicationNotFound
from services.review.assignments.errors import AssignmentNotFound
from services.review.scores.dependencies import Desk, ReadingDesk
from services.review.scores.errors import SheetNotValid
from services.review.scores.schemas import HandInScores, SheetsOut
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["scores"])

Expert = Annotated[Caller, may("review:score:write", Role.EXPERT)]
Insider = Annotated[
    Caller, may("review:score:read", Role.EXPERT, Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR)
]


@router.post(
    "/assignments/{assignment_id}/scores",
    status_code=201,
    responses=refusals(AssignmentNotFound, ActionNotAllowed, SheetNotValid, StaleVersion),
)
async def hand_in_scores(
    caller: Expert, assignment_id: UUID, body: HandInScores, seen: IfMatch, desk: Desk, once: Once
) -> SheetsOut:
    """Hand in a whole sheet, a reason on every criterion; again as a correction, with its reason (V07)."""
    return await once(lambda: desk.hand_in(assignment_id, body, seen=seen), show=desk.of_assignment)


@router.get("/assignments/{assignment_id}/scores", responses=refusals(AssignmentNotFound))
async def list_assignment_scores(caller: Insider, assignment_id: UUID, desk: ReadingDesk) -> SheetsOut:
    """Every sheet of an assignment, the corrected ones too."""
    return await desk.of_assignment(assignment_id)


@router.get("/applications/{application_id}/scores", responses=refusals(ApplicationNotFound))
async def list_application_scores(caller: Insider, application_id: UUID, desk: ReadingDesk) -> SheetsOut:
    """The sheets of an application; an expert sees those of others only after the own is in, and no names."""
    return await desk.of_application(application_id)

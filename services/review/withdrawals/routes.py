"""Withdrawal over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.review.applications.errors import ApplicationNotFound
from services.review.applications.schemas import ApplicationOut, WithReason
from services.review.withdrawals.dependencies import Desk
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/applications", tags=["applications"])

Applicant = Annotated[Caller, may("review:application:write", Role.APPLICANT)]


@router.post(
    "/{application_id}/withdrawals",
    status_code=201,
    responses=refusals(ApplicationNotFound, ActionNotAllowed, StaleVersion),
)
async def withdraw_application(
    caller: Applicant,
    application_id: UUID,
    body: WithReason,
    if_match: IfMatch,
    desk: Desk,
    *,
    once: Once,
) -> ApplicationOut:
    """Withdraw the own application; a place that it held in a quota is free again (V04)."""
    return await once(lambda: desk.withdraw(application_id, body, seen=if_match), show=desk.reader.show)

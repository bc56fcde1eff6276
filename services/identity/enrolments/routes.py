"""Enrolments over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.identity.bindings.errors import BindingMisplaced, DutiesNotSeparate, GrantToOneself
from services.identity.enrolments.dependencies import Desk
from services.identity.enrolments.schemas import EnrolledOut, EnrolPeople
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.ids import new_id
from shared.http.idempotency import Once
from shared.http.refused import refusals

router = APIRouter(tags=["people"])
Administrator = Annotated[Caller, may("identity:binding:write", Role.SECURITY_ADMINISTRATOR)]


@router.post(
    "/people/enrolments",
    status_code=201,
    responses=refusals(BindingMisplaced, DutiesNotSeparate, GrantToOneself),
)
async def enrol_people(_: Administrator, body: EnrolPeople, desk: Desk, once: Once) -> EnrolledOut:
    """Enter up to 500 people with their roles; whoever and whatever is there already stays."""
    shown: list[EnrolledOut] = []

    async def act() -> UUID:
        shown.append(await desk.enrol(body))
        return new_id()

    async def show(_: UUID) -> EnrolledOut:
        return shown[0] if shown else await desk.enrol(body)

    return await once(act, show=show)

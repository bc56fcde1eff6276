"""People in clear, and who read them, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.registry.people.dependencies import Desk, Known
from services.registry.people.errors import PersonNotFound, UnmaskingTooOften
from services.registry.people.repository import Readings
from services.registry.people.schemas import ClearPersonOut, Unmask, UnmaskingOut
from shared.auth.guards import may
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.http.lists import Page, Paging
from shared.http.models import Instant
from shared.http.refused import refusals

router = APIRouter(tags=["people"])


@router.post(
    "/organisations/{organisation_id}/people/{person_id}/unmask",
    responses=refusals(PersonNotFound, UnmaskingTooOften),
)
async def unmask_person(
    caller: Annotated[
        Caller, may("registry:organisation:unmask", *sorted(OFFICERS), Role.APPLICANT, Role.SERVICE_OPERATOR)
    ],
    organisation_id: UUID,
    person_id: UUID,
    body: Unmask,
    desk: Desk,
    response: Response,
) -> ClearPersonOut:
    """Read somebody's name, phone and address in clear, for a purpose that the organisation can read.

    The reading is recorded before the answer leaves; there is a limit an hour.
    """
    response.headers["Cache-Control"] = "no-store"
    return await desk.unmask(organisation_id, person_id, body)


@router.get("/organisations/{organisation_id}/access-log")
async def list_unmaskings(
    caller: Annotated[
        Caller, may("registry:organisation:read", Role.APPLICANT, Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)
    ],
    organisation_id: UUID,
    people: Known,
    page: Paging,
) -> Page[UnmaskingOut]:
    """Who read the people of an organisation in clear, when and what for; the organisation sees its own."""
    return await people.access_log(page, Readings(organisation_id))


@router.get("/access-log")
async def list_all_unmaskings(  # noqa: PLR0913 - one argument per filter
    caller: Annotated[Caller, may("registry:access_log:read", Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)],
    people: Known,
    page: Paging,
    *,
    organisation_id: Annotated[UUID | None, Query(description="People of this organisation.")] = None,
    actor: Annotated[str | None, Query(max_length=200, description="Read by this subject.")] = None,
    read_from: Annotated[Instant | None, Query(description="From this moment on.")] = None,
    read_until: Annotated[Instant | None, Query(description="Before this moment.")] = None,
) -> Page[UnmaskingOut]:
    """Who read personal data in clear, when and what for: all for the audit, the own region for auditors."""
    return await people.access_log(page, Readings(organisation_id, actor, read_from, read_until))

"""Applications over HTTP: what they are, where they stand, what may be done, what happened."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.review.applications.dependencies import Asked, Certified, Known, Reader
from services.review.applications.errors import ApplicantNotFound, ApplicationNotFound
from services.review.applications.schemas import (
    ApplicationItem,
    ApplicationOut,
    HistoryOut,
)
from services.review.applications.workflow import Action, State
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import SiblingSilent
from shared.http.lists import Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/applications", tags=["applications"])

OVERSEERS = (
    Role.COUNTY_OFFICER,
    Role.CITY_OFFICER,
    Role.ZONE_OFFICER,
    Role.DIVISION_OFFICER,
    Role.PROGRAMME_OFFICER,
    Role.RECOGNITION_MEMBER,
    Role.RECOGNITION_CHAIR,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
Reading = Annotated[Caller, may("review:application:read", Role.APPLICANT, Role.EXPERT, *OVERSEERS)]
Following = Annotated[Caller, may("review:application:read", Role.APPLICANT, *OVERSEERS)]


@router.get("")
async def list_applications(
    caller: Reading, applications: Known, filters: Asked, page: Paging
) -> Page[ApplicationItem]:
    """Applications that the caller may know of."""
    return await applications.list(page, filters)


@router.get("/{application_id}", responses=refusals(ApplicationNotFound))
async def show_application(caller: Reading, application_id: UUID, reader: Reader, tag: Tag) -> ApplicationOut:
    """One application with its form, its materials and what both still lack."""
    shown = await reader.show(application_id)
    tag(shown.version)
    return shown


@router.get(
    "/{application_id}/actions", responses=refusals(ApplicationNotFound, ApplicantNotFound, SiblingSilent)
)
async def show_application_actions(
    caller: Following, application_id: UUID, certified: Certified, reader: Reader, explained: Explained
) -> ActionsOut[State, Action]:
    """The steps of the caller's roles from here, and what stands in the way of each."""
    return explained(await reader.outlook(application_id, certified=certified))


@router.get("/{application_id}/history", responses=refusals(ApplicationNotFound))
async def show_application_history(caller: Following, application_id: UUID, reader: Reader) -> HistoryOut:
    """Everything that happened to the application, chained by hash."""
    return await reader.history(application_id)

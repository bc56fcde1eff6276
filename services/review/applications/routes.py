"""Applications over HTTP: what they are, where they stand, what may be done, what happened."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from services.review.applications.dependencies import Certified, Known, Reader
from services.review.applications.errors import ApplicantNotFound, ApplicationNotFound
from services.review.applications.repository import Filters
from services.review.applications.schemas import (
    ApplicationItem,
    ApplicationOut,
    HistoryOut,
)
from services.review.applications.workflow import Action, State
from shared.auth.guards import may
from shared.codes.regions import Regions
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import SiblingSilent
from shared.http.lists import Listed, Page, Paging
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
RegionPath = Annotated[str, AfterValidator(lambda code: Regions.shipped().path(code))]


@router.get("")
async def list_applications(  # noqa: PLR0913 - one parameter a filter
    caller: Reading,
    applications: Known,
    page: Paging,
    *,
    round_id: Annotated[UUID | None, Query(description="Of this round.")] = None,
    state: Annotated[Listed[State] | None, Query(description="In these states.")] = None,
    region: Annotated[RegionPath | None, Query(max_length=20, description="In this region.")] = None,
    category: Annotated[str | None, Query(max_length=60, description="Of this category.")] = None,
    recommended_by: Annotated[
        str | None, Query(max_length=60, description="Of this city (path) or division (code).")
    ] = None,
    organisation_id: Annotated[UUID | None, Query(description="Of this applicant.")] = None,
    number: Annotated[str | None, Query(max_length=40, description="With exactly this number.")] = None,
    q: Annotated[
        str | None, Query(min_length=1, max_length=60, description="Part of number or name.")
    ] = None,
) -> Page[ApplicationItem]:
    """Applications that the caller may know of."""
    asked = Filters(
        round_id=round_id,
        states=state or (),
        region=region,
        category=category,
        recommended_by=recommended_by,
        organisation_id=organisation_id,
        number=number,
        q=q,
    )
    return await applications.list(page, asked)


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

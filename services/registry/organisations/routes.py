"""Organisations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.registry.areas.errors import RegionNotFound
from services.registry.directory.dependencies import Asked
from services.registry.organisations.dependencies import Desk, Known, Reader
from services.registry.organisations.errors import (
    CreditCodeTaken,
    NotYetKnown,
    OrganisationNotFound,
    OutsideOwnRegion,
    RegionNotServed,
)
from services.registry.organisations.schemas import (
    ChangesOut,
    CorrectOrganisation,
    CreditCode,
    OrganisationAsOf,
    OrganisationItem,
    OrganisationOut,
    RegisterOrganisation,
)
from services.registry.organisations.workflow import OrganisationAction
from services.registry.people.schemas import NamePerson
from services.registry.standing.rules import OrganisationStatus
from shared.auth.guards import may
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.models import Day
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/organisations", tags=["organisations"])

READERS = (
    *sorted(OFFICERS),
    Role.APPLICANT,
    Role.DIVISION_OFFICER,
    Role.SERVICE_OPERATOR,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.SIBLING,
)
Reading = Annotated[Caller, may("registry:organisation:read", *READERS)]
Officer = Annotated[Caller, may("registry:organisation:write", *sorted(OFFICERS))]
Keeper = Annotated[Caller, may("registry:organisation:write", *sorted(OFFICERS), Role.APPLICANT)]


@router.post("", status_code=201, responses=refusals(CreditCodeTaken, RegionNotServed, OutsideOwnRegion))
async def register_organisation(
    caller: Officer, response: Response, body: RegisterOrganisation, desk: Desk, once: Once
) -> OrganisationOut:
    """Register an organisation of the own region under its unified social credit code (R01)."""
    registered = await once(lambda: desk.register(body), show=desk.show)
    response.headers["Location"] = f"/registry/v1/organisations/{registered.id}"
    return registered


@router.get("", responses=refusals(RegionNotFound))
async def list_organisations(
    caller: Reading,
    organisations: Known,
    filters: Asked,
    page: Paging,
    credit_code: Annotated[CreditCode | None, Query(description="The one of exactly this code.")] = None,
) -> Page[OrganisationItem]:
    """Organisations that the caller covers, in dictionary order, with search and filters."""
    return await organisations.list(page, filters, credit_code=credit_code)


@router.get("/{organisation_id}", responses=refusals(OrganisationNotFound))
async def show_organisation(
    caller: Reading, organisation_id: UUID, reader: Reader, tag: Tag
) -> OrganisationOut:
    """One organisation with former names, standing with reasons, and its people masked."""
    shown = await reader.show(organisation_id)
    tag(shown.version)
    return shown


@router.get("/{organisation_id}/facts", responses=refusals(OrganisationNotFound, NotYetKnown))
async def show_organisation_as_of(
    caller: Reading,
    organisation_id: UUID,
    reader: Reader,
    as_of: Annotated[Day, Query(description="The day to read, in China.")],
) -> OrganisationAsOf:
    """The facts that held on a day, made up from the typed changes in the history."""
    return await reader.show_as_of(organisation_id, as_of)


@router.get("/{organisation_id}/history", responses=refusals(OrganisationNotFound))
async def show_organisation_history(caller: Reading, organisation_id: UUID, reader: Reader) -> ChangesOut:
    """Everything that happened to an organisation, oldest first, chained by hash."""
    return await reader.changes(organisation_id)


@router.get("/{organisation_id}/actions", responses=refusals(OrganisationNotFound))
async def show_organisation_actions(
    caller: Reading, organisation_id: UUID, reader: Reader, explained: Explained
) -> ActionsOut[OrganisationStatus, OrganisationAction]:
    """The steps that the caller's roles could take, and what blocks each."""
    return explained(await reader.outlook(organisation_id))


@router.patch("/{organisation_id}", responses=refusals(OrganisationNotFound, ActionNotAllowed, StaleVersion))
async def correct_organisation(
    caller: Keeper,
    organisation_id: UUID,
    body: CorrectOrganisation,
    desk: Desk,
    if_match: IfMatch,
    *,
    tag: Tag,
) -> OrganisationOut:
    """Correct facts that need no decision (RFC 7396); name, seat and status have calls of their own."""
    shown = await desk.show(await desk.correct(organisation_id, body, seen=if_match))
    tag(shown.version)
    return shown


@router.post(
    "/{organisation_id}/contacts",
    status_code=201,
    responses=refusals(OrganisationNotFound, ActionNotAllowed, StaleVersion),
)
async def add_contact(
    caller: Keeper,
    organisation_id: UUID,
    body: NamePerson,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> OrganisationOut:
    """Name one more contact; shown masked from then on."""
    return await once(lambda: desk.add_contact(organisation_id, body, seen=if_match), show=desk.show)

"""The public directory over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from services.registry.areas.errors import RegionNotFound
from services.registry.directory.dependencies import Asked, Published
from services.registry.directory.errors import NotPublished
from services.registry.directory.schemas import PublishedOrganisationOut
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.lists import Page, Paging
from shared.http.refused import refusals

router = APIRouter(tags=["directory"])


@router.get("/directory", responses=refusals(RegionNotFound))
async def list_published_organisations(
    caller: Annotated[Caller, anyone()], request: Request, directory: Published, filters: Asked, page: Paging
) -> Page[PublishedOrganisationOut]:
    """What anybody may see of the organisations; `q` finds characters, pinyin and initials (jxds).

    Contacts and figures are never part of it.
    """
    return await directory.list(page, filters, today=request.app.state.clock.today())


@router.get("/directory/{organisation_id}", responses=refusals(NotPublished))
async def show_published_organisation(
    caller: Annotated[Caller, anyone()], request: Request, organisation_id: UUID, directory: Published
) -> PublishedOrganisationOut:
    """The published facts of one organisation."""
    return await directory.get(organisation_id, today=request.app.state.clock.today())

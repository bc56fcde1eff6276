"""Brands over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.registry.brands.dependencies import Desk, Known
from services.registry.brands.errors import (
    AuthorisationNotFound,
    AuthorisationOverlaps,
    BrandNameTaken,
    BrandNotFound,
    BrandRetired,
    ChildUnfit,
    ParentUnfit,
)
from services.registry.brands.schemas import (
    AuthorisationOut,
    AuthorisationsOut,
    AuthoriseUse,
    BrandOut,
    CorrectBrand,
    EndUse,
    RegisterBrand,
)
from services.registry.organisations.errors import OrganisationDissolved, OrganisationNotFound
from shared.auth.guards import anyone, may
from shared.codes.kinds import BrandKind
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Listed, Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/brands", tags=["brands"])

Public = Annotated[Caller, anyone()]
Keeper = Annotated[Caller, may("registry:brand:write", *sorted(OFFICERS), Role.APPLICANT, Role.AREA_MANAGER)]


@router.post(
    "", status_code=201, responses=refusals(OrganisationNotFound, OrganisationDissolved, BrandNameTaken)
)
async def register_brand(
    caller: Keeper, response: Response, body: RegisterBrand, desk: Desk, once: Once
) -> BrandOut:
    """Register a brand of an organisation that the caller covers (R04)."""
    made = await once(lambda: desk.register(body), show=desk.show)
    response.headers["Location"] = f"/registry/v1/brands/{made.id}"
    return made


@router.get("")
async def list_brands(
    caller: Public,
    brands: Known,
    page: Paging,
    *,
    owner: Annotated[UUID | None, Query(description="Only brands of this organisation.")] = None,
    kind: Annotated[Listed[BrandKind], Query(description="One or several kinds.")] = [],  # noqa: B006 - FastAPI copies
) -> Page[BrandOut]:
    """Brands, by name; public."""
    return await brands.list(page, owner=owner, kinds=kind)


@router.get("/{brand_id}", responses=refusals(BrandNotFound))
async def show_brand(caller: Public, brand_id: UUID, brands: Known, tag: Tag) -> BrandOut:
    """One brand."""
    shown = BrandOut.model_validate(await brands.get(brand_id))
    tag(shown.version)
    return shown


@router.patch("/{brand_id}", responses=refusals(BrandNotFound, OrganisationNotFound, StaleVersion))
async def correct_brand(
    caller: Keeper, brand_id: UUID, body: CorrectBrand, desk: Desk, if_match: IfMatch, *, tag: Tag
) -> BrandOut:
    """Correct markets, marks or first use, or retire the brand (RFC 7396)."""
    shown = await desk.correct(brand_id, body, seen=if_match)
    tag(shown.version)
    return shown


@router.get("/{brand_id}/authorisations", responses=refusals(BrandNotFound))
async def list_authorisations(caller: Public, brand_id: UUID, brands: Known) -> AuthorisationsOut:
    """Who may use the brand when, and below which brands it stands; public."""
    return await brands.uses(brand_id)


@router.post(
    "/{brand_id}/authorisations",
    status_code=201,
    responses=refusals(
        BrandNotFound, OrganisationNotFound, BrandRetired, ParentUnfit, ChildUnfit, AuthorisationOverlaps
    ),
)
async def authorise_use(
    caller: Keeper, brand_id: UUID, body: AuthoriseUse, desk: Desk, once: Once
) -> AuthorisationOut:
    """Let an organisation use a regional, cluster or city brand for a period, for one own brand or all."""
    return await once(lambda: desk.authorise(brand_id, body), show=lambda made: desk.show_use(brand_id, made))


@router.post(
    "/{brand_id}/authorisations/{authorisation_id}/end",
    responses=refusals(BrandNotFound, AuthorisationNotFound, ParentUnfit, StaleVersion),
)
async def end_authorisation(
    caller: Keeper,
    brand_id: UUID,
    authorisation_id: UUID,
    body: EndUse,
    desk: Desk,
    *,
    if_match: IfMatch,
) -> AuthorisationOut:
    """End an authorisation earlier than was said."""
    return await desk.end_use(brand_id, authorisation_id, body, seen=if_match)

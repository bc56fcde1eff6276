"""Regions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.registry.areas.dependencies import Desk, Tree
from services.registry.areas.errors import RegionNotFound, ZoneExists, ZoneParentUnfit
from services.registry.areas.schemas import AddZone, RegionOut
from shared.auth.guards import anyone, may
from shared.codes.regions import RegionLevel
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.models import Day
from shared.http.preconditions import Tag
from shared.http.refused import refusals

router = APIRouter(tags=["areas"])

Code = Annotated[str, Path(pattern=r"^[0-9]{6}(-[a-z0-9]{1,8})?$", description="Region code.")]


@router.get("/regions", responses=refusals(RegionNotFound))
async def list_regions(  # noqa: PLR0913 - one argument per filter
    caller: Annotated[Caller, anyone()],
    request: Request,
    tree: Tree,
    page: Paging,
    *,
    on: Annotated[
        Day | None, Query(description="The tree as it stood on this day; today by default.")
    ] = None,
    parent: Annotated[str | None, Query(max_length=20, description="Only what lies below this code.")] = None,
    level: Annotated[RegionLevel | None, Query(description="Of one level, at any depth below.")] = None,
) -> Page[RegionOut]:
    """The regions of a day: Shandong had 17 cities in 2017 and has 16.

    With `parent` alone, what stands directly below it; with `level` too, that level at any depth.
    """
    day = on or request.app.state.clock.today()
    return await tree.list(page, on=day, parent=parent, level=level)


@router.get("/regions/{code}", responses=refusals(RegionNotFound))
async def show_region(caller: Annotated[Caller, anyone()], code: Code, tree: Tree, tag: Tag) -> RegionOut:
    """One region, past codes too; `current_code` says who holds the territory today."""
    region = RegionOut.model_validate(await tree.get(code))
    tag(region.version)
    return region


@router.post("/regions", status_code=201, responses=refusals(ZoneExists, ZoneParentUnfit))
async def add_zone(
    caller: Annotated[Caller, may("registry:area:write", Role.SYSTEM_ADMINISTRATOR)],
    response: Response,
    body: AddZone,
    desk: Desk,
    once: Once,
) -> RegionOut:
    """Add a functional zone (高新区, 经开区) below its city or county; national codes come with releases."""
    response.headers["Location"] = f"/registry/v1/regions/{body.code}"
    return await once(lambda: desk.add_zone(body), show=lambda _: desk.show(body.code))

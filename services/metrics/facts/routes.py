"""Feeds and rebuilds over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.metrics.facts.dependencies import Desk, Reader
from services.metrics.facts.errors import RebuildNotFound, RebuildRunning
from services.metrics.facts.models import Generation
from services.metrics.facts.schemas import FeedsOut, RebuildOut
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Page, Paging
from shared.http.refused import refusals

router = APIRouter(tags=["facts"])

KEEPERS = (Role.SYSTEM_ADMINISTRATOR, Role.STATISTICIAN, Role.AUDITOR)
G = Generation.__table__.c
REBUILDS = Keyset({"number": G.number}, tie=G.number, default="-number")


@router.get("/feeds")
async def show_feeds(
    caller: Annotated[Caller, may("metrics:fact:read", *KEEPERS)], reader: Reader
) -> FeedsOut:
    """How far the feeds have been read, and which events no reader knows yet (M05)."""
    return await reader.feeds()


@router.post("/fact-rebuilds", status_code=202, responses=refusals(RebuildRunning))
async def rebuild_facts(
    caller: Annotated[Caller, may("metrics:fact:rebuild", Role.SYSTEM_ADMINISTRATOR)],
    desk: Desk,
    once: Once,
    response: Response,
) -> RebuildOut:
    """Build all facts anew from the beginning of every feed, beside the current ones, and swap (M05)."""
    ordered = await once(desk.order, show=desk.show)
    response.headers["Location"] = f"/metrics/v1/jobs/{ordered.job_id}"
    return ordered


@router.get("/fact-rebuilds")
async def list_rebuilds(
    caller: Annotated[Caller, may("metrics:fact:read", *KEEPERS)], reader: Reader, page: Paging
) -> Page[RebuildOut]:
    """All buildings of the facts, latest first."""
    generations = reader.generations
    return await page.of(generations.session, generations.listing(), REBUILDS, RebuildOut.model_validate)


@router.get("/fact-rebuilds/{rebuild_id}", responses=refusals(RebuildNotFound))
async def show_rebuild(
    caller: Annotated[Caller, may("metrics:fact:read", *KEEPERS)], rebuild_id: UUID, reader: Reader
) -> RebuildOut:
    """One building, and whether it came to the same as the one before."""
    return await reader.show(rebuild_id)

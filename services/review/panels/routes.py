"""Panels and conflicts of interest over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.review.panels.dependencies import Asked, Desk, ReadingDesk
from services.review.panels.errors import (
    ConflictComputed,
    ConflictNotFound,
    ConflictPinned,
    ConflictWithdrawn,
    ExpertsUnknown,
    PanellistNotFound,
)
from services.review.panels.models import Interest, Panellist
from services.review.panels.schemas import ChangePanellist, ConflictOut, PanellistOut, PanelOut
from services.review.rounds.errors import RoundNotFound, RunByAnotherRegion
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import SiblingSilent, StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Page, Paging
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals

router = APIRouter(tags=["panels"])

Officer = Annotated[Caller, may("review:panel:write", Role.PROGRAMME_OFFICER)]
Declaring = Annotated[Caller, may("review:panel:write", Role.PROGRAMME_OFFICER, Role.EXPERT)]
Overseer = Annotated[Caller, may("review:panel:read", Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR)]
Insider = Annotated[
    Caller, may("review:panel:read", Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.EXPERT)
]
PANELLISTS = Keyset({"name": Panellist.name.expression}, Panellist.id.expression, "name")
CONFLICTS = Keyset({"kind": Interest.kind.expression}, Interest.id.expression, "kind")


@router.post(
    "/rounds/{round_id}/panellists",
    responses=refusals(RoundNotFound, RunByAnotherRegion, ExpertsUnknown, SiblingSilent),
)
async def seat_panellists(caller: Officer, round_id: UUID, called: Asked, desk: Desk, once: Once) -> PanelOut:
    """Call experts to the panel with registry's facts of today, and compute their conflicts (V07)."""
    return await once(lambda: desk.seat(round_id, called.wanted, called.experts), show=desk.panel)


@router.get("/rounds/{round_id}/panellists")
async def list_panellists(
    caller: Overseer, round_id: UUID, desk: ReadingDesk, page: Paging
) -> Page[PanellistOut]:
    """The experts on the panel of a round."""
    listing = desk.panellists.listing(round_id)
    return await page.of(desk.panellists.session, listing, PANELLISTS, PanellistOut.model_validate)


@router.patch("/panellists/{panellist_id}", responses=refusals(PanellistNotFound, StaleVersion))
async def change_panellist(
    caller: Officer, panellist_id: UUID, body: ChangePanellist, desk: Desk, seen: IfMatch
) -> PanellistOut:
    """Take an expert out of further draws or back in, or change the most that may be assigned (RFC 7396)."""
    return await desk.change(panellist_id, available=body.available, load=body.maximum_load, seen=seen)


@router.get("/rounds/{round_id}/conflicts")
async def list_conflicts(
    caller: Insider,
    round_id: UUID,
    desk: ReadingDesk,
    page: Paging,
    application_id: Annotated[UUID | None, Query(description="With this application.")] = None,
    panellist_id: Annotated[UUID | None, Query(description="Of this panellist.")] = None,
) -> Page[ConflictOut]:
    """Conflicts of interest in a round; an expert sees the own ones."""
    listing = desk.interests.listing(round_id, application_id=application_id, panellist_id=panellist_id)
    return await page.of(desk.interests.session, listing, CONFLICTS, ConflictOut.model_validate)


@router.post(
    "/conflicts/{conflict_id}/pin", responses=refusals(ConflictNotFound, ConflictWithdrawn, StaleVersion)
)
async def pin_conflict(
    caller: Officer, conflict_id: UUID, desk: Desk, seen: IfMatch, once: Once
) -> ConflictOut:
    """Make a conflict stand, so that whoever declared it cannot take it back."""
    return await once(lambda: desk.pin(conflict_id, seen=seen), show=desk.show)


@router.post(
    "/conflicts/{conflict_id}/withdraw",
    responses=refusals(ConflictNotFound, ConflictPinned, ConflictComputed, ConflictWithdrawn, StaleVersion),
)
async def withdraw_conflict(
    caller: Declaring, conflict_id: UUID, desk: Desk, seen: IfMatch, once: Once
) -> ConflictOut:
    """Take a declared conflict back: it bars no later draw, but nobody is drawn twice for one application."""
    return await once(lambda: desk.withdraw(conflict_id, seen=seen), show=desk.show)

"""Typed changes of an organisation over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.registry.changes.dependencies import Desk
from services.registry.changes.schemas import (
    ChangeRepresentative,
    DissolveOrganisation,
    MoveOrganisation,
    RenameOrganisation,
)
from services.registry.organisations.errors import (
    EffectiveDayUnfit,
    OrganisationNotFound,
    OutsideOwnRegion,
    RegionNotServed,
)
from services.registry.organisations.schemas import OrganisationOut
from shared.auth.guards import may
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/organisations/{organisation_id}", tags=["organisations"])

Officer = Annotated[Caller, may("registry:organisation:write", *sorted(OFFICERS))]
Keeper = Annotated[Caller, may("registry:organisation:write", *sorted(OFFICERS), Role.APPLICANT)]
_REFUSED = refusals(OrganisationNotFound, ActionNotAllowed, EffectiveDayUnfit, StaleVersion)


@router.post("/rename", responses=_REFUSED)
async def rename_organisation(
    caller: Officer,
    organisation_id: UUID,
    body: RenameOrganisation,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> OrganisationOut:
    """Give the organisation another registered name; the one before goes on finding it."""
    return await once(lambda: desk.rename(organisation_id, body, seen=if_match), show=desk.desk.show)


@router.post("/move", responses={**_REFUSED, **refusals(RegionNotServed, OutsideOwnRegion)})
async def move_organisation(
    caller: Officer,
    organisation_id: UUID,
    body: MoveOrganisation,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> OrganisationOut:
    """Move the seat within the officer's own region; whoever covers both ends moves across."""
    return await once(lambda: desk.move(organisation_id, body, seen=if_match), show=desk.desk.show)


@router.post("/representative", responses=_REFUSED)
async def change_representative(
    caller: Keeper,
    organisation_id: UUID,
    body: ChangeRepresentative,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> OrganisationOut:
    """Name another legal representative; the one before keeps the last day."""
    act = desk.change_representative
    return await once(lambda: act(organisation_id, body, seen=if_match), show=desk.desk.show)


@router.post("/dissolution", responses=_REFUSED)
async def dissolve_organisation(
    caller: Officer,
    organisation_id: UUID,
    body: DissolveOrganisation,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> OrganisationOut:
    """Record that the organisation ended; it stays in the register."""
    return await once(lambda: desk.dissolve(organisation_id, body, seen=if_match), show=desk.desk.show)


@router.post("/reinstatement", responses=_REFUSED)
async def reinstate_organisation(
    caller: Officer,
    organisation_id: UUID,
    body: DissolveOrganisation,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> OrganisationOut:
    """Undo a dissolution that was recorded in error."""
    return await once(lambda: desk.reinstate(organisation_id, body, seen=if_match), show=desk.desk.show)

"""Users of indications over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.trademark.authorisations.dependencies import Asked, Desk, Known, Reader
from services.trademark.authorisations.errors import (
    ApplicantUnfit,
    AuthorisationReasonRequired,
    UserAuthorisationInvalid,
    UserAuthorisationNotFound,
    UserAuthorisationOverlaps,
)
from services.trademark.authorisations.schemas import ApplyForUse, TakeUseStep, UseOut
from services.trademark.authorisations.workflow import UseAction, UseState
from services.trademark.indications.errors import CapacityReached, IndicationNotFound, LandReached
from shared.auth.guards import anyone, may
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.offers import ActionsOut, Explained
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["indication-authorisations"])

Anyone = Annotated[Caller, anyone()]
Producer = Annotated[
    Caller, may("trademark:authorisation:write", Role.APPLICANT, Role.AREA_MANAGER, *sorted(OFFICERS))
]
Keeper = Annotated[
    Caller, may("trademark:authorisation:decide", Role.APPLICANT, Role.AREA_MANAGER, *sorted(OFFICERS))
]


@router.post(
    "/indications/{indication_id}/authorisations",
    status_code=201,
    responses=refusals(IndicationNotFound, UserAuthorisationInvalid, ApplicantUnfit),
)
async def apply_for_indication(
    caller: Producer, response: Response, indication_id: UUID, body: ApplyForUse, desk: Desk, *, once: Once
) -> UseOut:
    """Ask to use an indication, by one of the four routes (T03)."""
    made = await once(lambda: desk.apply(indication_id, body), show=desk.show)
    response.headers["Location"] = f"/trademark/v1/indication-authorisations/{made.id}"
    return made


@router.get("/indication-authorisations")
async def list_indication_authorisations(
    caller: Anyone, uses: Known, filters: Asked, page: Paging
) -> Page[UseOut]:
    """The public register of authorised users; who signs in sees the applications of the own circle too."""
    return await uses.list(page, filters)


@router.get("/indication-authorisations/{use_id}", responses=refusals(UserAuthorisationNotFound))
async def show_indication_authorisation(caller: Anyone, use_id: UUID, reader: Reader, tag: Tag) -> UseOut:
    """One authorisation."""
    shown = await reader.show(use_id)
    tag(shown.version)
    return shown


@router.get("/indication-authorisations/{use_id}/actions", responses=refusals(UserAuthorisationNotFound))
async def show_indication_authorisation_actions(
    caller: Keeper, use_id: UUID, reader: Reader, explained: Explained
) -> ActionsOut[UseState, UseAction]:
    """The steps that the caller could take, and what blocks each."""
    return explained(await reader.outlook(use_id))


@router.post(
    "/indication-authorisations/{use_id}/actions",
    responses=refusals(
        UserAuthorisationNotFound,
        UserAuthorisationOverlaps,
        AuthorisationReasonRequired,
        ActionNotAllowed,
        CapacityReached,
        LandReached,
        StaleVersion,
    ),
)
async def act_on_indication_authorisation(
    caller: Keeper, use_id: UUID, body: TakeUseStep, desk: Desk, if_match: IfMatch, *, once: Once
) -> UseOut:
    """Grant, decline, suspend, resume or withdraw (manager or officer); retract (the producer)."""
    return await once(lambda: desk.step(use_id, body, seen=if_match), show=desk.show)

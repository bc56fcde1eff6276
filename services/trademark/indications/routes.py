"""Indications over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.trademark.indications.dependencies import Asked, Desk, Known, Reader
from services.trademark.indications.errors import (
    CapacityReached,
    IndicationFormNotFound,
    IndicationFormTaken,
    IndicationInvalid,
    IndicationNotFound,
    IndicationOutOfReach,
    LandReached,
)
from services.trademark.indications.schemas import (
    AllotmentsOut,
    ConflictsOut,
    CorrectForm,
    CorrectIndication,
    IndicationDetailOut,
    IndicationOut,
    RecordForm,
    RegisterIndication,
)
from shared.auth.guards import anyone, may
from shared.codes.roles import OFFICERS
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/indications", tags=["indications"])

Public = Annotated[Caller, anyone()]
Officer = Annotated[Caller, may("trademark:indication:write", *sorted(OFFICERS))]


@router.post(
    "", status_code=201, responses=refusals(IndicationFormTaken, IndicationInvalid, IndicationOutOfReach)
)
async def register_indication(
    caller: Officer, response: Response, body: RegisterIndication, desk: Desk, once: Once
) -> IndicationDetailOut:
    """Register a product of the own region with the legal forms that protect its name (T03)."""
    made = await once(lambda: desk.register(body), show=desk.indications.show)
    response.headers["Location"] = f"/trademark/v1/indications/{made.id}"
    return made


@router.get("")
async def list_indications(
    caller: Public, indications: Known, filters: Asked, page: Paging
) -> Page[IndicationOut]:
    """The public register of indications, by name."""
    return await indications.list(page, filters)


@router.get("/{indication_id}", responses=refusals(IndicationNotFound))
async def show_indication(
    caller: Public, indication_id: UUID, indications: Known, tag: Tag
) -> IndicationDetailOut:
    """One product with every legal form."""
    shown = await indications.show(indication_id)
    tag(shown.version)
    return shown


@router.get("/{indication_id}/conflicts", responses=refusals(IndicationNotFound))
async def show_indication_conflicts(caller: Public, indication_id: UUID, reader: Reader) -> ConflictsOut:
    """Where the live forms differ in name, holder or area."""
    return await reader.conflicts(indication_id)


@router.get("/{indication_id}/allotments", responses=refusals(IndicationNotFound))
async def show_indication_allotments(caller: Public, indication_id: UUID, reader: Reader) -> AllotmentsOut:
    """How much of each year's capacity and land is allotted to users."""
    return await reader.allotted(indication_id)


@router.patch(
    "/{indication_id}",
    responses=refusals(IndicationNotFound, IndicationOutOfReach, CapacityReached, LandReached, StaleVersion),
)
async def correct_indication(
    caller: Officer, indication_id: UUID, body: CorrectIndication, desk: Desk, if_match: IfMatch, *, tag: Tag
) -> IndicationDetailOut:
    """Correct manager, rules, land, yield or capacity (RFC 7396)."""
    shown = await desk.correct(indication_id, body, seen=if_match)
    tag(shown.version)
    return shown


@router.post(
    "/{indication_id}/forms",
    status_code=201,
    responses=refusals(
        IndicationNotFound, IndicationFormTaken, IndicationInvalid, IndicationOutOfReach, StaleVersion
    ),
)
async def record_indication_form(
    caller: Officer, indication_id: UUID, body: RecordForm, desk: Desk, if_match: IfMatch, *, once: Once
) -> IndicationDetailOut:
    """Join one more legal form to the product."""
    return await once(
        lambda: desk.record_form(indication_id, body, seen=if_match), show=desk.indications.show
    )


@router.patch(
    "/{indication_id}/forms/{form_id}",
    responses=refusals(
        IndicationNotFound, IndicationFormNotFound, IndicationInvalid, IndicationOutOfReach, StaleVersion
    ),
)
async def correct_indication_form(  # noqa: PLR0913 - two identifiers, body, version and wiring
    caller: Officer,
    indication_id: UUID,
    form_id: UUID,
    body: CorrectForm,
    desk: Desk,
    *,
    if_match: IfMatch,
    tag: Tag,
) -> IndicationDetailOut:
    """Correct what a form says; `If-Match` is the version of the indication."""
    shown = await desk.correct_form(indication_id, form_id, body, seen=if_match)
    tag(shown.version)
    return shown

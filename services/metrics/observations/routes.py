"""Observations over HTTP: read by anybody, written by officers and statisticians of the region."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.metrics.observations.dependencies import Asked, Desk, Reader
from services.metrics.observations.errors import (
    ObservationClosed,
    ObservationExists,
    ObservationNotFound,
    ObservationOutOfReach,
    ObservationUnfit,
)
from services.metrics.observations.models import Observation
from services.metrics.observations.schemas import (
    CorrectObservation,
    ObservationOut,
    RecordObservation,
    WithdrawObservation,
)
from services.metrics.observations.service import shown
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/observations", tags=["observations"])

CELL = Observation.__table__.c
CELLS = Keyset({"period_to": CELL.period_to, "region": CELL.region}, tie=CELL.id, default="-period_to")
Anyone = Annotated[Caller, anyone()]
Writer = Annotated[
    Caller,
    may("metrics:observation:write", Role.STATISTICIAN, Role.PROGRAMME_OFFICER, Role.CITY_OFFICER),
]
_STANDING = refusals(ObservationNotFound, ObservationClosed, ObservationOutOfReach, StaleVersion)


@router.get("")
async def list_observations(
    caller: Anyone, reader: Reader, filters: Asked, page: Paging
) -> Page[ObservationOut]:
    """Figures as they stand, or stood at a moment (M04)."""
    listing = reader.observations.listing(**filters)
    return await page.of(reader.observations.session, listing, CELLS, shown)


@router.post(
    "", status_code=201, responses=refusals(ObservationExists, ObservationOutOfReach, ObservationUnfit)
)
async def record_observation(
    caller: Writer, body: RecordObservation, desk: Desk, once: Once
) -> ObservationOut:
    """Write down a figure from a document or file (M04); money is kept in yuan."""
    return await once(lambda: desk.record(body), show=desk.show)


@router.get("/{observation_id}", responses=refusals(ObservationNotFound))
async def show_observation(caller: Anyone, observation_id: UUID, reader: Reader, tag: Tag) -> ObservationOut:
    """One wording of a figure, closed ones too."""
    found = await reader.show(observation_id)
    tag(found.version)
    return found


@router.post("/{observation_id}/correction", status_code=201, responses=_STANDING)
async def correct_observation(
    caller: Writer,
    observation_id: UUID,
    body: CorrectObservation,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> ObservationOut:
    """Put another figure in its place: what stood is closed and kept."""
    return await once(lambda: desk.correct(observation_id, body, seen=if_match), show=desk.show)


@router.post("/{observation_id}/withdrawal", responses=_STANDING)
async def withdraw_observation(
    caller: Writer,
    observation_id: UUID,
    body: WithdrawObservation,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
) -> ObservationOut:
    """Close a figure without another in its place."""
    return await once(lambda: desk.withdraw(observation_id, body, seen=if_match), show=desk.show)

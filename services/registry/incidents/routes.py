"""Incidents over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.registry.incidents.dependencies import Desk, Reader
from services.registry.incidents.errors import IncidentClosed, IncidentDayUnfit, IncidentNotFound
from services.registry.incidents.schemas import CloseIncident, IncidentOut, IncidentsOut, RecordIncident
from services.registry.organisations.errors import OrganisationNotFound
from services.registry.organisations.routes import READERS
from shared.auth.guards import may
from shared.codes.roles import OFFICERS
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals

router = APIRouter(prefix="/organisations/{organisation_id}/incidents", tags=["incidents"])

Reading = Annotated[Caller, may("registry:incident:read", *READERS)]
Officer = Annotated[Caller, may("registry:incident:write", *sorted(OFFICERS))]


@router.get("", responses=refusals(OrganisationNotFound))
async def list_incidents(caller: Reading, organisation_id: UUID, reader: Reader) -> IncidentsOut:
    """Incidents of an organisation, latest first."""
    return await reader.show_all(organisation_id)


@router.post("", status_code=201, responses=refusals(OrganisationNotFound, IncidentDayUnfit))
async def record_incident(
    caller: Officer, organisation_id: UUID, body: RecordIncident, desk: Desk, *, once: Once
) -> IncidentOut:
    """Write an incident down (R11); while a serious one is open there is no good standing."""
    return await once(
        lambda: desk.record(organisation_id, body), show=lambda made: desk.show(organisation_id, made)
    )


@router.post(
    "/{incident_id}/close",
    responses=refusals(
        IncidentNotFound, OrganisationNotFound, IncidentClosed, IncidentDayUnfit, StaleVersion
    ),
)
async def close_incident(  # noqa: PLR0913 - key, version, body and wiring
    caller: Officer,
    organisation_id: UUID,
    incident_id: UUID,
    body: CloseIncident,
    desk: Desk,
    *,
    if_match: IfMatch,
    once: Once,
) -> IncidentOut:
    """Close an incident that is settled."""
    return await once(
        lambda: desk.close(organisation_id, incident_id, body, seen=if_match),
        show=lambda same: desk.show(organisation_id, same),
    )

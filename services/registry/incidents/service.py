"""Use cases on incidents; the organisation carries the count that good standing asks for."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.incidents.errors import IncidentClosed, IncidentDayUnfit
from services.registry.incidents.models import Incident
from services.registry.incidents.repository import Incidents
from services.registry.incidents.schemas import CloseIncident, IncidentOut, IncidentsOut, RecordIncident
from services.registry.organisations.models import Organisation
from services.registry.organisations.repository import Organisations
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import instant

_IN_THE_TRAIL = ("description", "source", "closing", "version")
"""Words that may name somebody: read where the incident may be read."""


@dataclass(frozen=True, slots=True)
class IncidentDesk:
    """Officers of the region write incidents down and close them."""

    incidents: Incidents
    organisations: Organisations
    trail: Trail

    async def record(self, organisation_id: UUID, body: RecordIncident) -> UUID:
        """Something happened."""
        organisation = await self.organisations.get(organisation_id, lock=True)
        if body.occurred_on > self.organisations.today:
            raise IncidentDayUnfit(errors=[FieldError("day_to_come", pointer="/occurred_on")])
        incident = Incident(
            **body.model_dump(),
            id=new_id(),
            organisation_id=organisation.id,
            region_path=organisation.region_path,
            created_at=instant(),
        )
        self.incidents.add(incident)
        await self._written(organisation, incident, "record_incident", "incident.recorded")
        return incident.id

    async def close(
        self, organisation_id: UUID, incident_id: UUID, body: CloseIncident, *, seen: int
    ) -> UUID:
        """The matter is settled."""
        organisation = await self.organisations.get(organisation_id, lock=True)
        incident = await self.incidents.get(organisation_id, incident_id)
        require_version(incident.version, seen)
        if incident.closed_on is not None:
            raise IncidentClosed
        if not incident.occurred_on <= body.closed_on <= self.organisations.today:
            raise IncidentDayUnfit(errors=[FieldError("closing_day_unfit", pointer="/closed_on")])
        incident.closed_on, incident.closing = body.closed_on, body.closing
        await self._written(organisation, incident, "close_incident", "incident.closed")
        return incident.id

    async def show(self, organisation_id: UUID, incident_id: UUID) -> IncidentOut:
        return IncidentOut.model_validate(await self.incidents.get(organisation_id, incident_id))

    async def show_all(self, organisation_id: UUID) -> IncidentsOut:
        """All incidents of one organisation."""
        await self.organisations.get(organisation_id)
        found = await self.incidents.of([organisation_id])
        return IncidentsOut(items=found.get(organisation_id, ()))

    async def _written(
        self, organisation: Organisation, incident: Incident, transition: str, event: str
    ) -> None:
        await self.incidents.session.flush()
        serious = await self.incidents.open_serious(organisation.id)
        await self.organisations.touch(organisation.id, open_serious_incidents=serious)
        await self.trail.append(
            Entry(
                noun="organisation",
                object_id=organisation.id,
                transition=transition,
                event=event,
                audience=Audience.REGION,
                organisation_id=organisation.id,
                region_path=organisation.region_path,
                payload={
                    "incident_id": incident.id,
                    "kind": incident.kind,
                    "level": incident.level,
                    "occurred_on": incident.occurred_on,
                    "closed_on": incident.closed_on,
                    "open_serious": serious,
                    "revision": organisation.revision + 1,
                },
                record={name: getattr(incident, name) for name in _IN_THE_TRAIL},
            )
        )

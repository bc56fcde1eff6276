"""Every query on incidents."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.incidents.errors import IncidentNotFound
from services.registry.incidents.models import Incident
from services.registry.incidents.rules import SERIOUS
from services.registry.incidents.schemas import IncidentOut


@dataclass(frozen=True, slots=True)
class Incidents:
    """Incidents of organisations that the caller covers."""

    session: AsyncSession

    async def of(self, organisations: Collection[UUID]) -> Mapping[UUID, Sequence[IncidentOut]]:
        """Incidents of several organisations in one query, latest first."""
        i = Incident
        statement = select(i).where(i.organisation_id.in_(organisations)).order_by(i.occurred_on.desc(), i.id)
        found: dict[UUID, list[IncidentOut]] = {}
        for row in await self.session.scalars(statement):
            found.setdefault(row.organisation_id, []).append(IncidentOut.model_validate(row))
        return found

    async def get(self, organisation_id: UUID, incident_id: UUID) -> Incident:
        i = Incident
        found = await self.session.scalar(
            select(i).where(i.id == incident_id, i.organisation_id == organisation_id)
        )
        if found is None:
            raise IncidentNotFound
        return found

    async def open_serious(self, organisation_id: UUID) -> int:
        i = Incident
        statement = select(func.count()).where(
            i.organisation_id == organisation_id, i.closed_on.is_(None), i.level.in_(SERIOUS)
        )
        return await self.session.scalar(statement) or 0

    def add(self, incident: Incident) -> None:
        self.session.add(incident)

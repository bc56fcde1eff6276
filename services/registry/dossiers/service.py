"""Reads everything that a sibling freezes, in five queries whatever the number of organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registry.brands.repository import Brands
from services.registry.dossiers.schemas import DossierOut, DossiersOut
from services.registry.facts.repository import YearlyFacts
from services.registry.incidents.repository import Incidents
from services.registry.organisations.errors import OrganisationNotFound
from services.registry.organisations.repository import Organisations, standing
from services.registry.organisations.schemas import OrganisationFacts


@dataclass(frozen=True, slots=True)
class DossierReader:
    """Facts of organisations at one instant; one transaction, so that they belong together."""

    organisations: Organisations
    facts: YearlyFacts
    incidents: Incidents
    brands: Brands

    async def read(self, ids: Sequence[UUID], *, years: int, now: datetime) -> DossiersOut:
        """Several organisations, in the order asked."""
        wanted = list(dict.fromkeys(ids))
        today = self.organisations.today
        found = await self.organisations.by_id(wanted)
        facts = await self.facts.current(wanted, since=today.year - years)
        incidents, brands = await self.incidents.of(wanted), await self.brands.of(wanted)
        items = [
            DossierOut(
                id=each,
                version=found[each].revision,
                as_of=now,
                organisation=OrganisationFacts.model_validate(found[each]),
                certified_at=found[each].certified_at,
                standing=standing(found[each], today),
                yearly_facts=facts.get(each, ()),
                incidents=incidents.get(each, ()),
                brands=brands.get(each, ()),
            )
            for each in wanted
            if each in found
        ]
        return DossiersOut(items=items, missing=[each for each in wanted if each not in found])

    async def read_one(self, organisation_id: UUID, *, years: int, now: datetime) -> DossierOut:
        """One organisation, or not found."""
        found = await self.read([organisation_id], years=years, now=now)
        if not found.items:
            raise OrganisationNotFound
        return found.items[0]

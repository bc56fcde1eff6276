"""What review reads of registry: the facts of organisations, at one instant, with their version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

READ = "/registry/v1/organisations/dossiers"
BATCH = 200
"""How many organisations registry answers for at once."""


class Fact(BaseModel):
    """A member of a sibling's answer: what is new there is passed over here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Identity(Fact):
    """What the organisation is and where it sits."""

    credit_code: str
    name: str
    kind: str
    category: str | None = None
    region_code: str
    current_region: str
    region_path: str
    industry_code: str | None = None
    size_class: str | None = None
    status: str


class Standing(Fact):
    """Good standing, and the codes of what fails."""

    good: bool
    failing: Sequence[Mapping[str, Any]] = ()


class YearlyFact(Fact):
    """A figure of one year."""

    year: int
    kind: str
    value: Decimal
    unit: str
    source: str


class Incident(Fact):
    """An incident of quality, safety, environment or reputation."""

    kind: str
    level: str
    occurred_on: date
    closed_on: date | None = None


class Brand(Fact):
    """A brand that the organisation owns."""

    name: str
    kind: str
    status: str


class OrganisationFacts(Fact):
    """The facts that a dossier freezes; `version` rises with any of them."""

    id: UUID
    version: int
    as_of: datetime
    organisation: Identity
    certified_at: datetime | None = None
    standing: Standing
    yearly_facts: Sequence[YearlyFact] = ()
    incidents: Sequence[Incident] = ()
    brands: Sequence[Brand] = ()

    @property
    def certified(self) -> bool:
        """Certified, and still in existence."""
        return self.certified_at is not None and self.organisation.status == "active"


class RegistryFacts(Protocol):
    """What review asks of registry; both calls raise SiblingSilent when nobody answers."""

    async def find(self, organisation_id: UUID) -> OrganisationFacts | None: ...

    async def many(self, organisation_ids: Iterable[UUID]) -> Mapping[UUID, OrganisationFacts]: ...


class Sibling(Protocol):
    """The part of the house's HTTP client that is used here."""

    async def post(self, path: str, body: Mapping[str, Any], *, reads: bool) -> Any: ...


@dataclass(frozen=True, slots=True)
class RegistryClient:
    """Asks registry through the gateway, under review's own token; never called inside a transaction."""

    sibling: Sibling

    async def find(self, organisation_id: UUID) -> OrganisationFacts | None:
        """The facts of one organisation; None when registry knows none of this identifier."""
        return (await self.many([organisation_id])).get(organisation_id)

    async def many(self, organisation_ids: Iterable[UUID]) -> Mapping[UUID, OrganisationFacts]:
        """The facts of any number of organisations, in as few calls as registry allows."""
        wanted = sorted(set(organisation_ids))
        found: dict[UUID, OrganisationFacts] = {}
        for start in range(0, len(wanted), BATCH):
            asked = [str(each) for each in wanted[start : start + BATCH]]
            answer = await self.sibling.post(READ, {"ids": asked}, reads=True)
            for item in answer["items"]:
                facts = OrganisationFacts.model_validate(item)
                found[facts.id] = facts
        return found

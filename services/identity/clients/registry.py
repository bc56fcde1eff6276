"""What identity asks of registry: which organisation a credit code is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

READ = "/registry/v1/organisations"


class OrganisationFact(BaseModel):
    """A member of registry's list: what is new there is passed over here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    credit_code: str
    status: str


class Sibling(Protocol):
    """The part of the house's HTTP client that is used here."""

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class RegistryClient:
    """Asks registry through the gateway, under identity's own token; never called inside a transaction."""

    sibling: Sibling

    async def active(self, credit_code: str) -> UUID | None:
        """The organisation of exactly this code, as long as it exists; raises SiblingSilent."""
        answer = await self.sibling.get(READ, {"credit_code": credit_code, "limit": "2"})
        listed = [OrganisationFact.model_validate(each) for each in answer["items"]]
        found = [each for each in listed if (each.credit_code, each.status) == (credit_code, "active")]
        return found[0].id if len(found) == 1 else None

"""What review reads of registry about experts: who they are, what they know, to whom they are tied."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.review.clients.registry import Fact

READ = "/registry/v1/experts"
PAGE = "200"


class ExpertRelation(Fact):
    """A tie to an organisation; kinds that review does not know yet count as ties all the same."""

    kind: str
    organisation_id: UUID
    from_on: date | None = None
    until_on: date | None = None


class ExpertFacts(Fact):
    """An expert as registry tells siblings; the name is masked there."""

    id: UUID
    version: int
    subject: str | None = None
    name: str
    status: str
    employer_id: UUID | None = None
    employer_name: str | None = None
    fields: Sequence[str] = ()
    relations: Sequence[ExpertRelation] = ()

    @property
    def callable(self) -> bool:
        """Active, and somebody signs in for the expert."""
        return self.status == "active" and self.subject is not None


class RegistryExperts(Protocol):
    """What panels ask of registry; raises SiblingSilent when nobody answers."""

    async def experts(self, expert_ids: Collection[UUID]) -> Mapping[UUID, ExpertFacts]: ...


class Sibling(Protocol):
    """The part of the house's HTTP client that is used here."""

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class RegistryExpertsClient:
    """Asks registry through the gateway, under review's own token; never called inside a transaction."""

    sibling: Sibling

    async def experts(self, expert_ids: Collection[UUID]) -> Mapping[UUID, ExpertFacts]:
        """The wanted experts among those that registry keeps, page by page until all are found."""
        wanted = set(expert_ids)
        found: dict[UUID, ExpertFacts] = {}
        params: dict[str, str] = {"limit": PAGE}
        while wanted - found.keys():
            page = await self.sibling.get(READ, params)
            for item in page["items"]:
                facts = ExpertFacts.model_validate(item)
                if facts.id in wanted:
                    found[facts.id] = facts
            if "next_cursor" not in page:
                break
            params = {"limit": PAGE, "cursor": page["next_cursor"]}
        return found

"""What review reads of trademark: valid marks and indications in use, with the version of the answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.review.clients.registry import Fact, Sibling

READ = "/trademark/v1/organisations/holdings"
BATCH = 200
"""How many organisations trademark answers for at once."""


class HeldMark(Fact):
    """A valid registered mark."""

    number: str
    name: str
    kind: str
    classes: Sequence[int]
    status: str
    registered_on: date | None = None
    expires_on: date | None = None


class HeldUse(Fact):
    """An indication that the organisation may use today."""

    indication_id: UUID
    region_path: str
    """Where its first plot lies."""


class Holdings(Fact):
    """What a dossier freezes beside registry's facts; `version` is another one when any of it is."""

    id: UUID
    version: str
    definition_version: int
    """Of what counts as a valid mark."""
    as_of: datetime
    marks: Sequence[HeldMark]
    authorisations: Sequence[HeldUse]


class TrademarkHoldings(Protocol):
    """What review asks of trademark; raises SiblingSilent when nobody answers."""

    async def many(self, organisation_ids: Iterable[UUID]) -> Mapping[UUID, Holdings]: ...


@dataclass(frozen=True, slots=True)
class TrademarkClient:
    """Asks trademark through the gateway, under review's own token; never called inside a transaction."""

    sibling: Sibling

    async def many(self, organisation_ids: Iterable[UUID]) -> Mapping[UUID, Holdings]:
        """The holdings of any number of organisations, in as few calls as trademark allows."""
        wanted = sorted(set(organisation_ids))
        found: dict[UUID, Holdings] = {}
        for start in range(0, len(wanted), BATCH):
            asked = [str(each) for each in wanted[start : start + BATCH]]
            answer = await self.sibling.post(READ, {"ids": asked}, reads=True)
            for item in answer["items"]:
                held = Holdings.model_validate(item)
                found[held.id] = held
        return found

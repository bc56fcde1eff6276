"""What organisations hold, in two queries whatever their number."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from services.trademark.holdings.repository import Holdings
from services.trademark.holdings.schemas import HeldMark, HeldUse, HoldingsOut, ManyHoldingsOut
from services.trademark.marks.rules import VALID
from shared.time.clock import Clock


@dataclass(frozen=True, slots=True)
class HoldingsReader:
    """Reads in one transaction, so that what is read belongs together."""

    holdings: Holdings
    clock: Clock

    async def read(self, ids: Sequence[UUID]) -> ManyHoldingsOut:
        """Each organisation once, in the order asked."""
        wanted = list(dict.fromkeys(ids))
        marks = await self.holdings.marks(wanted)
        uses = await self.holdings.uses(wanted, self.clock.today())
        return ManyHoldingsOut(
            items=[self._one(each, marks.get(each, ()), uses.get(each, ())) for each in wanted]
        )

    def _one(self, organisation_id: UUID, marks: Sequence[HeldMark], uses: Sequence[HeldUse]) -> HoldingsOut:
        said = [VALID.version, *(each.model_dump(mode="json") for each in (*marks, *uses))]
        return HoldingsOut(
            id=organisation_id,
            as_of=self.clock.now(),
            version=hashlib.sha256(orjson.dumps(said)).hexdigest()[:16],
            definition_version=VALID.version,
            marks=marks,
            authorisations=uses,
        )

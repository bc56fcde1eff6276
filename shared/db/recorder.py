"""Writes down what was refused, after the transaction that refused it was rolled back."""

from dataclasses import dataclass
from uuid import UUID

import orjson
from sqlalchemy import insert

from shared.db.caller import Caller
from shared.db.ids import new_id
from shared.db.tables import house_table
from shared.db.work import Database
from shared.errors import Refusal
from shared.time.clock import instant


@dataclass(frozen=True, slots=True)
class Recorder:
    """The one writer beside the unit of work; its failure never changes the caller's answer."""

    database: Database

    async def record(
        self, caller: Caller, refusal: Refusal, *, request_id: UUID, method: str, path: str
    ) -> None:
        """Keep one refused step, denied read or failed sign-in, in a short transaction of its own."""
        row = {
            "id": new_id(),
            "actor": caller.subject,
            "actor_roles": sorted(caller.roles),
            "client": caller.client,
            "method": method,
            "path": path,
            "code": refusal.code,
            "params": orjson.loads(orjson.dumps(refusal.params, default=str)),
            "request_id": request_id,
            "recorded_at": instant(),
        }
        async with self.database.write(caller) as session:
            await session.execute(insert(house_table(self.database.service, "refusals")), row)

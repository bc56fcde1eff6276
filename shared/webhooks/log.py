"""What was told, or is still to be told: the deliveries of one webhook, and telling them again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Row, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.ids import new_id
from shared.db.stirring import stir
from shared.events.event import Event
from shared.time.clock import instant
from shared.webhooks.errors import DeliveryNotFound
from shared.webhooks.rules import DeliveryState
from shared.webhooks.tables import deliveries_table

PINGED: Final = "webhook.pinged"


@dataclass(frozen=True, slots=True)
class DeliveryLog:
    """Deliveries that the session's caller may see."""

    session: AsyncSession

    async def ping(self, webhook: UUID, subject: str) -> UUID:
        """An event that means nothing, so that a receiver can be tried."""
        now = instant()
        event = Event(new_id(), self._schema, PINGED, webhook, now, 0, {"webhook_id": str(webhook)})
        row = delivery(webhook, subject, event, now)
        await self.session.execute(insert(self.table).values(row))
        await stir(self.session)
        made: UUID = row["id"]
        return made

    async def get(self, webhook: UUID, delivery_id: UUID) -> Row[Any]:
        """One delivery."""
        mine = (self.table.c.id == delivery_id) & (self.table.c.webhook_id == webhook)
        row = (await self.session.execute(select(self.table).where(mine))).one_or_none()
        if row is None:
            raise DeliveryNotFound
        return row

    async def replay(self, webhook: UUID, delivery_id: UUID) -> None:
        """Tell one again, whatever came of it before."""
        await self.get(webhook, delivery_id)
        await self._again(self.table.c.id == delivery_id)

    async def replay_range(self, webhook: UUID, since: datetime, until: datetime) -> int:
        """Tell everything again that happened in a time; says how many."""
        within = self.table.c.event_at.between(since, until)
        return await self._again((self.table.c.webhook_id == webhook) & within)

    async def forget(self, before: datetime) -> int:
        """Drop what is older than the log is kept; what still waits stays."""
        old = (self.table.c.created_at < before) & (self.table.c.state != DeliveryState.PENDING)
        gone = await self.session.execute(delete(self.table).where(old).returning(self.table.c.id))
        return len(gone.all())

    async def _again(self, which: Any) -> int:
        values = {"state": DeliveryState.PENDING, "attempts": 0, "next_at": instant(), "fault": None}
        changed = await self.session.execute(
            update(self.table).where(which).values(values).returning(self.table.c.id)
        )
        await stir(self.session)
        return len(changed.all())

    @property
    def table(self) -> Table:
        return deliveries_table(self._schema)

    @property
    def _schema(self) -> str:
        return str(self.session.info["schema"])


def delivery(webhook: UUID, subject: str, event: Event, now: datetime) -> dict[str, Any]:
    """A telling that is due at once; its bytes stay the same at every try."""
    return {
        "id": new_id(),
        "webhook_id": webhook,
        "subject": subject,
        "event_id": event.id,
        "type": event.name,
        "event_at": event.time,
        "body": orjson.dumps(event.written(), option=orjson.OPT_UTC_Z),
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "next_at": now,
        "created_at": now,
    }

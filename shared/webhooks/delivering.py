"""Telling: due deliveries are signed, sent and recorded; one slow receiver keeps no other waiting."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.http.courier import Courier, Reply
from shared.signing.sealing import unseal
from shared.time.clock import Clock, instant
from shared.webhooks.log import DeliveryLog
from shared.webhooks.rules import (
    GONE,
    DeliveryState,
    DisabledReason,
    WebhookState,
    next_try,
    signed,
    succeeded,
    worn_out,
)
from shared.webhooks.subscriptions import PURPOSE, Subscriptions
from shared.webhooks.tables import deliveries_table, webhooks_table
from shared.webhooks.targets import Targets, TargetUnfit

AT_ONCE: Final = 200
"""Deliveries looked at in one round."""
LEASE: Final = timedelta(seconds=60)
"""A delivery in hand is not taken again before: a process that dies in the middle lets it go."""
ROUND_SECONDS: Final = 30.0
KEPT: Final = timedelta(days=30)
"""How long the log says what was told."""


@dataclass(frozen=True, slots=True)
class Postman:
    """Delivers what is due. At least once: a receiver knows a repetition by `webhook-id`."""

    courier: Courier
    targets: Targets
    data_key: bytes

    async def run(self, database: Database, _: Clock) -> int:
        """One round for the crew of a service; says how many were tried."""
        due = await self._claim(database)
        by_webhook = [list(group) for _, group in groupby(due, key=lambda row: row.webhook_id)]
        try:
            async with asyncio.timeout(ROUND_SECONDS):
                await asyncio.gather(*(self._tell_all(database, rows) for rows in by_webhook))
        except TimeoutError:
            pass  # what was not reached is due again when its lease ends
        return len(due)

    async def _claim(self, database: Database) -> Sequence[Row[Any]]:
        d, w = deliveries_table(database.service), webhooks_table(database.service)
        now = instant()
        due = (
            select(d, w.c.url, w.c.secret, w.c.former_secret, w.c.former_secret_until)
            .join(w, w.c.id == d.c.webhook_id)
            .where(d.c.state == DeliveryState.PENDING, d.c.next_at <= now, w.c.state == WebhookState.ACTIVE)
            .order_by(d.c.next_at, d.c.id)
            .limit(AT_ONCE)
            .with_for_update(of=d, skip_locked=True)
        )
        async with database.write(SYSTEM) as session:
            rows = (await session.execute(due)).all()
            if rows:
                taken = d.c.id.in_([row.id for row in rows])
                await session.execute(update(d).where(taken).values(next_at=now + LEASE))
        return sorted(rows, key=lambda row: (row.webhook_id, row.event_at, row.id))

    async def _tell_all(self, database: Database, rows: Sequence[Row[Any]]) -> None:
        """One after the other; after a failure the rest waits for the next round."""
        for row in rows:
            reply = await self._tell(row)
            await self._record(database, row, reply)
            if not succeeded(reply.status):
                await self._put_off(database, [later.id for later in rows[rows.index(row) + 1 :]])
                return

    async def _tell(self, row: Row[Any]) -> Reply:
        try:
            target = await self.targets.judge(row.url)
        except TargetUnfit as unfit:
            return Reply(None, unfit.code, 0)
        headers = {
            **self._signature(row),
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "User-Agent": "Lupin-Webhooks/1.0",
        }
        return await self.courier.post(target.url, str(target.number), headers, row.body)

    def _signature(self, row: Row[Any]) -> Mapping[str, str]:
        now = instant()
        sealed = [row.secret]
        if row.former_secret is not None and row.former_secret_until > now:
            sealed.append(row.former_secret)
        about = str(row.webhook_id)
        secrets = [
            unseal(each, data_key=self.data_key, purpose=PURPOSE, about=about).decode() for each in sealed
        ]
        return signed(secrets, message=str(row.event_id), at=now, body=row.body)

    async def _record(self, database: Database, row: Row[Any], reply: Reply) -> None:
        good, now, attempts = succeeded(reply.status), instant(), row.attempts + 1
        again = None if good else next_try(attempts, now)
        state = DeliveryState.DELIVERED if good else DeliveryState.PENDING if again else DeliveryState.FAILED
        values = {
            "state": state,
            "attempts": attempts,
            "next_at": again,
            "answered": reply.status,
            "fault": reply.fault,
            "took_ms": reply.took_ms,
            "tried_at": now,
        }
        table = deliveries_table(database.service)
        async with database.write(SYSTEM) as session:
            await session.execute(update(table).where(table.c.id == row.id).values(values))
            await self._judge(session, row.webhook_id, reply, now)

    async def _judge(self, session: AsyncSession, webhook: UUID, reply: Reply, now: datetime) -> None:
        """Remember since when nothing succeeds, and stop telling when it is no use."""
        table = webhooks_table(str(session.info["schema"]))
        locked = select(table).where(table.c.id == webhook).with_for_update()
        row = (await session.execute(locked)).one()
        since = None if succeeded(reply.status) else row.failing_since or now
        if since != row.failing_since:
            await session.execute(update(table).where(table.c.id == webhook).values(failing_since=since))
        if row.state != WebhookState.ACTIVE:
            return
        subscriptions = Subscriptions(session, self.data_key)
        if reply.status == GONE:
            await subscriptions.disable(row, DisabledReason.GONE)
        elif worn_out(since, now):
            await subscriptions.disable(row, DisabledReason.FAILING)

    @staticmethod
    async def _put_off(database: Database, rest: Sequence[UUID]) -> None:
        """Let go of what was claimed and not tried."""
        table = deliveries_table(database.service)
        if rest:
            async with database.write(SYSTEM) as session:
                again = (
                    update(table).where(table.c.id.in_(rest)).values(next_at=instant() + timedelta(seconds=5))
                )
                await session.execute(again)


async def forget(database: Database, _: Clock) -> int:
    """The log is kept for a month."""
    async with database.write(SYSTEM) as session:
        return await DeliveryLog(session).forget(instant() - KEPT)

"""Who wants to be told of what: the subscriptions, as their subscriber sees and changes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Table, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.events.feed import head_of_feed
from shared.http.preconditions import require_version
from shared.jobs.requester import written
from shared.signing.sealing import seal
from shared.time.clock import instant
from shared.webhooks.errors import TooManyWebhooks, WebhookActive, WebhookNotActive, WebhookNotFound
from shared.webhooks.rules import DisabledReason, WebhookState, new_secret
from shared.webhooks.tables import webhooks_table

MOST: Final = 20
"""Webhooks of one subscriber in one service."""
PURPOSE: Final = "webhook secret"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber asks to be told: where, of which events (all when empty), below which region."""

    url: str
    types: Sequence[str]
    region_path: str | None


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Webhooks of the session's caller; every change is in the history."""

    session: AsyncSession
    data_key: bytes

    async def subscribe(self, wish: Wish) -> tuple[UUID, str]:
        """A new webhook from this moment on, and its secret, which is told this once."""
        await self._count()
        secret, webhook, now = new_secret(), new_id(), instant()
        head = await head_of_feed(self.session)
        await self.session.execute(
            insert(self._table).values(
                id=webhook,
                subject=self._caller.subject,
                subscribed_as=written(self._caller),
                url=wish.url,
                types=list(wish.types),
                region_path=wish.region_path,
                state=WebhookState.ACTIVE,
                secret=self._sealed(webhook, secret),
                position=head.position,
                version=1,
                created_at=now,
                updated_at=now,
            )
        )
        await self._tell(webhook, "subscribe", None, WebhookState.ACTIVE)
        return webhook, secret

    async def change(self, webhook: UUID, values: dict[str, Any], *, seen: int) -> None:
        """Another address, other events, another region; what was handed out before keeps its place."""
        row = await self._lock(webhook, seen)
        await self._put(row, {**values, "subscribed_as": written(self._caller)})
        await self._tell(webhook, "change", row.state, row.state)

    async def rotate(self, webhook: UUID, overlap: timedelta) -> str:
        """A new secret; the one before signs beside it until the overlap ends."""
        row = await self._lock(webhook)
        secret = new_secret()
        values = {
            "secret": self._sealed(webhook, secret),
            "former_secret": row.secret,
            "former_secret_until": instant() + overlap,
        }
        await self._put(row, values)
        await self._tell(webhook, "rotate_secret", row.state, row.state)
        return secret

    async def pause(self, webhook: UUID, *, seen: int) -> None:
        """Tell nothing for a while; what happens meanwhile is told on resuming."""
        row = await self._lock(webhook, seen)
        if row.state != WebhookState.ACTIVE:
            raise WebhookNotActive
        await self._move(row, "pause", WebhookState.PAUSED)

    async def resume(self, webhook: UUID, *, seen: int) -> None:
        """Tell again, with the rights that the subscriber has now, beginning with what was missed."""
        row = await self._lock(webhook, seen)
        if row.state == WebhookState.ACTIVE:
            raise WebhookActive
        again: dict[str, Any] = {
            "disabled_reason": None,
            "failing_since": None,
            "subscribed_as": written(self._caller),
        }
        await self._move(row, "resume", WebhookState.ACTIVE, **again)

    async def remove(self, webhook: UUID, *, seen: int) -> None:
        """Never tell again."""
        row = await self._lock(webhook, seen)
        await self._move(row, "remove", WebhookState.REMOVED, disabled_reason=None)

    async def disable(self, row: Row[Any], reason: DisabledReason) -> None:
        """Stop telling because it is no use or not allowed; for the worker, under the system's rights."""
        await self._move(row, "disable", WebhookState.DISABLED, reason=reason, disabled_reason=reason)

    async def get(self, webhook: UUID) -> Row[Any]:
        """One webhook of the caller."""
        table = self._table
        mine = (table.c.id == webhook) & (table.c.state != WebhookState.REMOVED)
        row = (await self.session.execute(select(table).where(mine))).one_or_none()
        if row is None:
            raise WebhookNotFound
        return row

    async def _lock(self, webhook: UUID, seen: int | None = None) -> Row[Any]:
        table = self._table
        mine = (table.c.id == webhook) & (table.c.state != WebhookState.REMOVED)
        row = (await self.session.execute(select(table).where(mine).with_for_update())).one_or_none()
        if row is None:
            raise WebhookNotFound
        if seen is not None:
            require_version(row.version, seen)
        return row

    async def _move(
        self, row: Row[Any], step: str, state: WebhookState, *, reason: str | None = None, **values: Any
    ) -> None:
        await self._put(row, {**values, "state": state})
        await self._tell(row.id, step, row.state, state, reason=reason, subject=row.subject)

    async def _put(self, row: Row[Any], values: dict[str, Any]) -> None:
        kept = {**values, "version": row.version + 1, "updated_at": instant()}
        await self.session.execute(update(self._table).where(self._table.c.id == row.id).values(kept))

    async def _count(self) -> None:
        """One at a time by one subscriber, so that the count is right."""
        table, subject = self._table, self._caller.subject
        await self.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"webhooks:{subject}"))))
        mine = (table.c.subject == subject) & (table.c.state != WebhookState.REMOVED)
        have = await self.session.scalar(select(func.count()).select_from(table).where(mine))
        if (have or 0) >= MOST:
            raise TooManyWebhooks(most=MOST)

    async def _tell(
        self,
        webhook: UUID,
        step: str,
        before: str | None,
        after: str,
        *,
        reason: str | None = None,
        subject: str = "",
    ) -> None:
        entry = Entry(
            noun="webhook",
            object_id=webhook,
            transition=step,
            state_from=before,
            state_to=after,
            event="webhook.disabled" if step == "disable" else None,
            audience=Audience.INTERNAL,
            reason=reason,
            payload={"subscriber": subject or self._caller.subject},
        )
        await Trail(self.session).append(entry)

    def _sealed(self, webhook: UUID, secret: str) -> bytes:
        return seal(secret.encode(), data_key=self.data_key, purpose=PURPOSE, about=str(webhook))

    @property
    def _caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    @property
    def _table(self) -> Table:
        return webhooks_table(str(self.session.info["schema"]))

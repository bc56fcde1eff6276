"""Follows the change feed of a sibling: each page and the cursor behind it in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import structlog
from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import SYSTEM
from shared.db.faults import DRIVER_FAULTS
from shared.db.stirring import stir
from shared.db.tables import house_table
from shared.db.work import Database
from shared.errors import Refusal
from shared.events.errors import FeedCursorAhead
from shared.events.event import Event, event_type
from shared.time.clock import instant

WAIT_SECONDS: Final = 20
PAGE: Final = 100
BACKOFF_SECONDS: Final = (1.0, 2.0, 5.0, 10.0)

Apply = Callable[[AsyncSession, Event], Awaitable[None]]
"""Takes one event over, within the session's transaction; the same event may come again."""
Fetch = Callable[[str, Mapping[str, str]], Awaitable[Mapping[str, Any]]]
"""GET of a path at the gateway: the sibling client's, bound by the composition root."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What one service wants to hear of another. `name` tells apart two subscriptions to one feed."""

    feed: str
    apply: Apply
    types: Sequence[str] = ()
    """Event names such as `organisation.registered`; all when empty."""
    name: str = "main"

    @property
    def key(self) -> str:
        """The name of its cursor."""
        return f"{self.feed}/{self.name}"


@dataclass(frozen=True, slots=True)
class Consumer:
    """Reads one feed on and on. Any number may run for one subscription: each page is applied once."""

    database: Database
    fetch: Fetch
    subscription: Subscription
    wait_seconds: int = WAIT_SECONDS
    page: int = PAGE
    backoff: Sequence[float] = field(default=BACKOFF_SECONDS)

    async def run(self) -> NoReturn:
        """Follow until cancelled; a silent sibling, a broken event or a lost database only delay it."""
        failures = 0
        while True:
            try:
                await self.step()
                failures = 0
            except FeedCursorAhead:
                log.warning("feed_restored", feed=self.subscription.feed)
                await self.rewind()
            except (Refusal, *DRIVER_FAULTS, SQLAlchemyError) as fault:
                log.warning("feed_silent", feed=self.subscription.feed, error=type(fault).__name__)
                failures = await self._back_off(failures)
            except Exception:
                # An event that cannot be read or applied holds the feed up: loud in the log, never skipped.
                log.exception("feed_step_failed", feed=self.subscription.feed)
                failures = await self._back_off(failures)

    async def step(self) -> int:
        """Read one page and take it over; returns how many events came."""
        cursor = await self.cursor()
        path = f"/{self.subscription.feed}/v1/changes"
        page = await self.fetch(path, self._question(cursor))
        events = [Event.read(written) for written in page["items"]]
        if page["next_cursor"] != cursor:
            await self._take_over(events, cursor, page["next_cursor"])
        return len(events)

    async def cursor(self) -> str:
        """Where the subscription stands; empty at the beginning."""
        async with self.database.read(SYSTEM) as session:
            statement = select(self._cursors.c.position).where(self._cursors.c.feed == self.subscription.key)
            return await session.scalar(statement) or ""

    async def rewind(self) -> None:
        """Begin again at zero; what is applied anew changes nothing that was right."""
        async with self.database.write(SYSTEM) as session:
            await session.execute(
                update(self._cursors)
                .where(self._cursors.c.feed == self.subscription.key)
                .values(position="", moved_at=instant())
            )

    async def _take_over(self, events: Sequence[Event], before: str, after: str) -> None:
        """Effects and cursor, both or neither; nothing when another consumer was quicker."""
        async with self.database.write(SYSTEM) as session:
            new = {"feed": self.subscription.key, "position": "", "moved_at": instant()}
            await session.execute(insert(self._cursors).values(new).on_conflict_do_nothing())
            mine = self._cursors.c.feed == self.subscription.key
            at = await session.scalar(select(self._cursors.c.position).where(mine).with_for_update())
            if at != before:
                return
            for event in events:
                await self.subscription.apply(session, event)
            await session.execute(
                update(self._cursors).where(mine).values(position=after, moved_at=instant())
            )
            await stir(session)

    def _question(self, cursor: str) -> dict[str, str]:
        types = [event_type(self.subscription.feed, name) for name in self.subscription.types]
        asked = {"limit": str(self.page), "wait": str(self.wait_seconds)}
        return asked | ({"cursor": cursor} if cursor else {}) | ({"types": ",".join(types)} if types else {})

    async def _back_off(self, failures: int) -> int:
        await asyncio.sleep(self.backoff[min(failures, len(self.backoff) - 1)])
        return failures + 1

    @property
    def _cursors(self) -> Table:
        return house_table(self.database.service, "feed_cursors")

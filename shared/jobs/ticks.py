"""What the clock does: each tick by one worker of a service at a time, whichever leads."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

import asyncpg
import structlog

from shared.db.dedicated import dedicated
from shared.db.work import Database
from shared.jobs.work import Tick

STAND_BY_SECONDS: Final = 1.0
"""How often a worker that does not lead asks whether it may."""

LEAD: Final = "SELECT pg_try_advisory_lock(hashtext($1))"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ticker:
    """Runs the ticks while it holds the service's advisory lock; gives up when its connection is gone."""

    database: Database
    ticks: Sequence[Tick]
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while it leads or stands by to lead."""

    async def run(self) -> NoReturn:
        """Lead, or stand by to lead, until cancelled; outlives a database that restarts."""
        while True:
            try:
                async with dedicated(self.database, purpose="clock") as connection:
                    self.connected.set()
                    await self._lead(connection)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                self.connected.clear()
                log.warning("ticks_interrupted", service=self.database.service, error=type(error).__name__)
                await asyncio.sleep(STAND_BY_SECONDS)

    async def _lead(self, connection: asyncpg.Connection) -> None:
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())
        lock = f"ticks:{self.database.service}"
        while not await connection.fetchval(LEAD, lock):  # noqa: ASYNC110 - the lock lies in the database
            await asyncio.sleep(STAND_BY_SECONDS)
        log.info("ticks_led_here", service=self.database.service)
        running = [asyncio.create_task(self._repeat(tick)) for tick in self.ticks]
        try:
            await gone.wait()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        raise ConnectionResetError("the database went away")

    async def _repeat(self, tick: Tick) -> NoReturn:
        while True:
            try:
                changed = await tick.run(self.database, self.database.clock)
                if changed:
                    log.info("tick", name=tick.name, changed=changed)
            except Exception:
                # One thing that time cannot do must not stop the others, nor this one for good.
                log.exception("tick_failed", service=self.database.service, name=tick.name)
            await asyncio.sleep(tick.every_seconds)

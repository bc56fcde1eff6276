"""What the clock does: each tick by one worker of a service at a time, whichever leads."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

import asyncpg
import structlog

from shared.db.dedicated import dedicated
from shared.db.faults import DRIVER_FAULTS
from shared.db.stirring import STAMPED, STIRRED
from shared.db.work import Database
from shared.jobs.work import Tick, Wake
from shared.time.clock import Clock

STAND_BY_SECONDS: Final = 1.0
"""How often a worker that does not lead asks whether it may."""

TIME_SECONDS: Final = 0.25
"""How often this process looks at its own business clock."""

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
            except DRIVER_FAULTS as error:
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
        bells = [Bell(tick) for tick in self.ticks]
        await _listen(connection, self.database.service, bells)
        running = [asyncio.create_task(self._repeat(bell)) for bell in bells]
        running.append(asyncio.create_task(_watch_time(self.database.clock, bells)))
        try:
            await gone.wait()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        raise ConnectionResetError("the database went away")

    async def _repeat(self, bell: "Bell") -> NoReturn:
        tick = bell.tick
        while True:
            bell.rung.clear()
            try:
                changed = await tick.run(self.database, self.database.clock)
                if changed:
                    log.info("tick", name=tick.name, changed=changed)
            except Exception:
                # One thing that time cannot do must not stop the others, nor this one for good.
                log.exception("tick_failed", service=self.database.service, name=tick.name)
            await bell.wait()


@dataclass(frozen=True, slots=True)
class Bell:
    """Wakes one tick; what rings while it looks or rests is heard when it has rested."""

    tick: Tick
    rung: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self, wake: Wake) -> None:
        if wake in self.tick.woken_by:
            self.rung.set()

    async def wait(self) -> None:
        """Until it is worth looking again."""
        rest = min(self.tick.rest_seconds, self.tick.every_seconds)
        await asyncio.sleep(rest)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.rung.wait(), self.tick.every_seconds - rest)


async def _listen(connection: asyncpg.Connection, service: str, bells: Sequence[Bell]) -> None:
    def hear(*_: object) -> None:
        for bell in bells:
            bell.ring(Wake.RECORDED)

    for channel in (STAMPED, STIRRED):
        await connection.add_listener(f"{service}_{channel}", hear)


async def _watch_time(clock: Clock, bells: Sequence[Bell]) -> NoReturn:
    seen = clock.offset, clock.today()
    while True:
        await asyncio.sleep(TIME_SECONDS)
        now = clock.offset, clock.today()
        if now != seen:
            seen = now
            for bell in bells:
                bell.ring(Wake.TIME)

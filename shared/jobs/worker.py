"""The worker process of one service: queue, ticks, relay and companions, started and stopped together."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg
import structlog

from shared.db.dedicated import dedicated
from shared.db.readiness import at_head
from shared.db.relay import Relay
from shared.jobs.queue import INTERRUPTIONS, Puller
from shared.jobs.runner import Runner, Verdict
from shared.jobs.ticks import Ticker
from shared.jobs.work import Crew

RECONNECT_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


class Worker:
    """Runs a crew until told to stop. Any number of workers may serve one service."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._stopping = asyncio.Event()
        self._puller: Puller | None = None
        self._runner: Runner | None = None
        self._ticker = Ticker(crew.database, crew.ticks)

    def stop(self) -> None:
        """Take no more jobs, let those in flight end within the grace, then give them back."""
        self._stopping.set()
        if self._puller is not None:
            self._puller.stop()
        if self._runner is not None:
            late = self._runner.interrupt
            asyncio.get_running_loop().call_later(self._crew.grace_seconds, late, Verdict.STOPPING)

    async def lacks(self) -> list[str]:
        """What it still waits for, or waits for again; nothing once it is ready. A sibling is never asked."""
        crew = self._crew
        found = [] if await at_head(crew.database) else ["database"]
        found += ["queue"] if crew.handlers and self._puller is None else []
        return found + (["clock"] if crew.ticks and not self._ticker.connected.is_set() else [])

    async def run(self) -> None:
        """Work until stopped; raises what a companion raises, so that the process ends and is restarted."""
        database = self._crew.database
        sides: list[Callable[[], Awaitable[None]]] = [Relay(database).run, *self._crew.companions]
        if self._crew.ticks:
            sides.append(self._ticker.run)
        log.info("worker_started", service=database.service, handlers=sorted(self._crew.handlers))
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(_forever(side)) for side in sides]
            await (self._pull() if self._crew.handlers else self._stopping.wait())
            for task in running:
                task.cancel()
        log.info("worker_stopped", service=database.service)

    async def _pull(self) -> None:
        """Serve the queue; outlives a database that restarts."""
        while not self._stopping.is_set():
            try:
                async with dedicated(self._crew.database, purpose="queue") as connection:
                    await self._serve(connection)
            except INTERRUPTIONS as error:
                log.warning("queue_interrupted", error=type(error).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _serve(self, connection: asyncpg.Connection) -> None:
        runner = Runner(self._crew.database, self._crew.handlers)
        connection.add_termination_listener(lambda _: self._cut_off(runner))
        names = sorted(self._crew.handlers)
        self._runner = runner
        self._puller = Puller(self._crew.database.service, connection, names, runner.execute)
        try:
            if not self._stopping.is_set():
                await self._puller.run(self._crew.concurrency)
        finally:
            self._puller = None

    def _cut_off(self, runner: Runner) -> None:
        """Without the connection there are no heartbeats: what runs will be taken up by others.

        The puller ends at once, and not when it would have looked by itself.
        """
        runner.interrupt(Verdict.LOST)
        if self._puller is not None:
            self._puller.stop()


async def _forever(side: Callable[[], Awaitable[None]]) -> None:
    await side()
    raise RuntimeError(f"{side} ended by itself")

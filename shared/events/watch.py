"""Wakes the readers that wait for a feed: one LISTEN a process, a limited number of seats."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import asyncpg
import structlog

from shared.db.dedicated import dedicated
from shared.db.faults import DRIVER_FAULTS
from shared.db.work import Database
from shared.events.ending import told_of_the_end
from shared.events.errors import FeedBusy

SEATS: Final = 200
"""How many readers may wait in one process."""
RECHECK_SECONDS: Final = 5.0
"""A waiting reader looks by itself after so long while nothing is heard of the database."""
BUSY_SECONDS: Final = 5

log = structlog.get_logger(__name__)


class Watch:
    """Knows that something was stamped; readers compare generations and so miss nothing in between."""

    def __init__(self, database: Database, *, seats: int = SEATS) -> None:
        self.generation = 0
        self._database = database
        self._free = seats
        self._closed = False
        self._hearing = False
        self._stirred = asyncio.Event()

    async def changed(self, seen: int, seconds: float) -> bool:
        """Wait until it is worth looking again; false when the time is over or the process is ending.

        Raises `FeedBusy` when no seat is free.
        """
        if seconds <= 0 or self._closed:
            return False
        if self.generation == seen:
            with self._seat(), contextlib.suppress(TimeoutError):
                patience = seconds if self._hearing else min(seconds, RECHECK_SECONDS)
                await asyncio.wait_for(self._stirred.wait(), patience)
        return not self._closed

    def close(self) -> None:
        """Send every waiting reader away with an empty page; from now on nobody waits."""
        self._closed = True
        self._stirred.set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen as long as the block runs; a signal that ends the process closes the watch at once."""
        listener = asyncio.create_task(self._listen())
        try:
            with told_of_the_end(self.close):
                yield
        finally:
            self.close()
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)

    @contextmanager
    def _seat(self) -> Iterator[None]:
        if self._free == 0:
            raise FeedBusy(retry_after=BUSY_SECONDS)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

    def _stir(self) -> None:
        self.generation += 1
        if not self._closed:
            self._stirred.set()
            self._stirred = asyncio.Event()

    async def _listen(self) -> None:
        while True:
            try:
                async with dedicated(self._database, purpose="watch") as connection:
                    await self._hear(connection)
            except DRIVER_FAULTS as error:
                log.warning("watch_interrupted", service=self._database.service, error=type(error).__name__)
                await asyncio.sleep(1)

    async def _hear(self, connection: asyncpg.Connection) -> None:
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())
        await connection.add_listener(f"{self._database.service}_stamped", lambda *_: self._stir())
        self._hearing = True
        self._stir()
        try:
            await gone.wait()
        finally:
            self._hearing = False
        raise ConnectionResetError("the database went away")

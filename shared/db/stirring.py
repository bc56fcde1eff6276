"""Notices between the processes of a service: there is something to look at, look now."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.dedicated import dedicated
from shared.db.faults import DRIVER_FAULTS
from shared.db.work import Database

STAMPED: Final = "stamped"
"""History has got its positions: the change feed has grown."""
STIRRED: Final = "stirred"
"""Something was written that no history tells of, and for which others wait."""
RECONNECT_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


async def stir(session: AsyncSession) -> None:
    """Tell whoever waits, when the transaction commits; a notice may be lost with a connection."""
    channel = f"{session.info['schema']}_{STIRRED}"
    await session.execute(select(func.pg_notify(channel, "")))


class Ear:
    """Hears in one process that its service was stirred."""

    def __init__(self, database: Database) -> None:
        self.hears = False
        """Whether a notice would reach us now."""
        self._database = database
        self._rung = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Until something was stirred since the last wait; false when so many seconds have passed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        stirred = self._rung.is_set()
        self._rung.clear()
        return stirred

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen as long as the block runs; outlives a database that restarts."""
        listener = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            try:
                async with dedicated(self._database, purpose="ear") as connection:
                    await self._hear(connection)
            except DRIVER_FAULTS as error:
                log.warning("ear_interrupted", service=self._database.service, error=type(error).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _hear(self, connection: asyncpg.Connection) -> None:
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())
        await connection.add_listener(f"{self._database.service}_{STIRRED}", lambda *_: self._rung.set())
        self.hears = True
        self._rung.set()  # what was stirred before we heard
        try:
            await gone.wait()
        finally:
            self.hears = False
        raise ConnectionResetError("the database went away")

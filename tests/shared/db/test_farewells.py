"""Between the server's farewell and the end of the line, a connection counts as open and answers nobody."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url, select
from sqlalchemy.exc import DBAPIError

from shared.app.databasefaults import refusal_of_database
from shared.db.caller import SYSTEM
from shared.db.dedicated import dedicated
from shared.db.faults import DRIVER_FAULTS
from shared.db.work import Database
from shared.http.errors import DatabaseSilent
from shared.jobs.work import Tick
from shared.testing.conditions import until
from tests.shared.jobs.working import working

ONE = select(1)
SOCKET = ".s.PGSQL.5432"


def farewell() -> bytes:
    """What the server tells each connection when it is stopped: an ErrorResponse of its protocol."""
    told = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"
    return b"E" + struct.pack("!i", len(told) + 4) + told


class Line:
    """Passes on what both ends say, until it says farewell for the server: then it is silent, and open."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._calls: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self._running: list[asyncio.Task[None]] = []

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A client called."""
        server_reader, server_writer = await asyncio.open_unix_connection(str(self._server))
        self._calls.append((writer, server_writer))
        for one, other in ((reader, server_writer), (server_reader, writer)):
            self._running.append(asyncio.create_task(_pass_on(one, other)))

    async def is_called(self) -> bool:
        """Whether anybody is connected."""
        return bool(self._calls)

    async def say_farewell(self) -> None:
        """To everybody who is connected, and read by them when this returns; who calls again is served."""
        await self._fall_silent()
        for client, _ in self._calls:
            client.write(farewell())
            await client.drain()
        await asyncio.sleep(0.01)  # a turn of the loop reads what lies in its sockets before a timer is due

    async def hang_up(self) -> None:
        """The end of the line for everybody who is connected."""
        await self._fall_silent()
        for end in (end for call in self._calls for end in call):
            end.close()
            with suppress(OSError):
                await end.wait_closed()
        self._calls.clear()

    async def _fall_silent(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while spoken := await reader.read(65536):
        writer.write(spoken)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def on_a_line(database: Database, place: Path) -> AsyncIterator[tuple[Database, Line]]:
    """The same database, reached through a line that a test holds."""
    url = make_url(database.engine.url)
    line = Line(Path(str(url.query["host"])) / SOCKET)
    server = await asyncio.start_unix_server(line.connected, place / SOCKET)
    through = url.set(query={"host": str(place)}).render_as_string(hide_password=False)
    reached = Database.connect(database.service, through, clock=database.clock)
    try:
        yield reached, line
    finally:
        await reached.dispose()
        await line.hang_up()
        server.close()


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_who_asks_then_is_told_that_the_database_is_silent_and_the_next_is_served(
    committed_database, tmp_path, kind
):
    async with on_a_line(await committed_database("registry"), tmp_path) as (database, line):

        async def ask() -> int:
            async with getattr(database, kind)(SYSTEM) as session:
                return await session.scalar(ONE)

        assert await ask() == 1
        await line.say_farewell()
        with pytest.raises(DBAPIError) as fault:
            await ask()
        assert isinstance(refusal_of_database(fault.value, {}), DatabaseSilent)
        assert await ask() == 1


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_a_farewell_in_the_middle_of_a_transaction_is_a_silent_database(
    committed_database, tmp_path, kind
):
    async with on_a_line(await committed_database("registry"), tmp_path) as (database, line):

        async def ask() -> None:
            async with getattr(database, kind)(SYSTEM) as session:
                await session.scalar(ONE)
                await line.say_farewell()
                await session.scalar(ONE)

        with pytest.raises(DBAPIError) as fault:
            await ask()
        assert isinstance(refusal_of_database(fault.value, {}), DatabaseSilent)


async def test_the_driver_s_own_refusal_is_among_what_tells_of_a_lost_database(committed_database, tmp_path):
    async with (
        on_a_line(await committed_database("registry"), tmp_path) as (database, line),
        dedicated(database, purpose="test") as connection,
    ):
        await line.say_farewell()
        assert not connection.is_closed()
        with pytest.raises(DRIVER_FAULTS):
            await connection.fetch("SELECT 1")


async def test_a_worker_to_whom_farewell_is_said_works_on_when_the_line_is_back(committed_database, tmp_path):
    async def nothing(*_: object) -> int:
        return 0

    everything = {"handlers": {"count": nothing}, "ticks": [Tick("expire", 0.05, nothing)]}
    async with (
        on_a_line(await committed_database("review"), tmp_path) as (database, line),
        working(database, **everything) as worker,
    ):

        async def ready() -> bool:
            return not await worker.lacks()

        await until(ready)
        for _ in range(2):  # the second time in the middle of its beginning
            await line.say_farewell()
            await line.hang_up()
            await until(line.is_called)
        await until(ready)

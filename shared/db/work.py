"""The database of one service: a write transaction, a protected read, and plain reads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from shared.db.caller import SYSTEM, Caller
from shared.time.clock import Clock

Session = AsyncSession
"""The name by which use cases pass a session on; only repositories speak through it."""

STATEMENT_TIMEOUT_MS = 30_000


class Database:
    """Sessions of one service's database; the caller travels with each of them.

    Sessions carry `info["caller"]`, `info["clock"]` and `info["schema"]`, from which history takes actor,
    time and place.
    """

    def __init__(self, service: str, engine: AsyncEngine, clock: Clock) -> None:
        self.service = service
        self.engine = engine
        self.clock = clock
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")

    @classmethod
    def connect(cls, service: str, url: str, *, clock: Clock, pool_size: int = 5) -> "Database":
        """Prepare a pool; nothing is connected before the first use."""
        engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
            pool_pre_ping=False,
            hide_parameters=True,
            connect_args={
                "server_settings": {
                    "application_name": f"lupin_{service}",
                    "statement_timeout": str(STATEMENT_TIMEOUT_MS),
                    "idle_in_transaction_session_timeout": str(STATEMENT_TIMEOUT_MS),
                    "timezone": "UTC",
                    "jit": "off",
                },
                "timeout": 5,
            },
        )
        return cls(service, engine, clock)

    async def dispose(self) -> None:
        """Close the pool."""
        await self.engine.dispose()

    @asynccontextmanager
    async def write(self, caller: Caller) -> AsyncIterator[AsyncSession]:
        """One transaction under the caller's row-level security; commits when the block ends."""
        async with self._session(self.engine, caller) as session, session.begin():
            await session.execute(select(func.set_config("lupin.caller", caller.as_setting(), True)))
            yield session

    @asynccontextmanager
    async def read(self, caller: Caller) -> AsyncIterator[AsyncSession]:
        """A read-only transaction whose beginning and caller go to the server in one message."""
        setting = caller.as_setting().replace("'", "''")
        async with self._autocommit.connect() as connection:
            driver = await self._driver(connection)
            await driver.execute(f"BEGIN READ ONLY; SET LOCAL lupin.caller = '{setting}'")
            try:
                async with self._session(connection, caller) as session:
                    yield session
            except Exception:
                await self._roll_back(connection, driver)
                raise
            except BaseException:  # cancelled in the middle of a statement: its state is unknown
                await connection.invalidate()
                raise
            await driver.execute("COMMIT")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncSession]:
        """Autocommit, without a caller: only for tables that have no policies."""
        async with self._session(self._autocommit, None) as session:
            yield session

    def _session(self, bind: AsyncEngine | AsyncConnection, caller: Caller | None) -> AsyncSession:
        info = {"caller": caller, "clock": self.clock, "schema": self.service}
        return AsyncSession(bind, expire_on_commit=False, info=info)

    @staticmethod
    async def _roll_back(connection: AsyncConnection, driver: Any) -> None:
        """End a refused read; a connection that cannot even do that leaves the pool."""
        try:
            await driver.execute("ROLLBACK")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.invalidate()

    @staticmethod
    async def _driver(connection: AsyncConnection) -> Any:
        return (await connection.get_raw_connection()).driver_connection


@asynccontextmanager
async def as_house(session: AsyncSession) -> AsyncIterator[None]:
    """Let a use case read or write what its caller may not see, for the length of a block.

    The caller must have been judged before; history written inside names the system as actor.
    """
    caller: Caller = session.info["caller"]
    await _act_as(session, SYSTEM)
    try:
        yield
    finally:
        session.info["caller"] = caller
    await _act_as(session, caller)


async def _act_as(session: AsyncSession, caller: Caller) -> None:
    await session.flush()
    session.info["caller"] = caller
    await session.execute(select(func.set_config("lupin.caller", caller.as_setting(), True)))

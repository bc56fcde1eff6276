"""The database of one service: a write transaction, a protected read, and plain reads."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import String, bindparam, event, func, select
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from shared.db.caller import SYSTEM, Caller
from shared.db.faults import DRIVER_FAULTS
from shared.time.clock import Clock

Session = AsyncSession
"""The name by which use cases pass a session on; only repositories speak through it."""

STATEMENT_TIMEOUT_MS = 30_000
_ACT = select(func.set_config("lupin.caller", bindparam("setting", type_=String), True))


class Database:
    """Sessions of one service's database; the caller travels with each of them.

    Sessions carry `info["caller"]`, `info["clock"]` and `info["schema"]`, from which history takes actor,
    time and place. They end by `aclosing`: their end sends nothing, and SQLAlchemy would give it a task.
    """

    def __init__(self, service: str, engine: AsyncEngine, clock: Clock) -> None:
        self.service = service
        self.engine = engine
        self.clock = clock
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")

    @classmethod
    def connect(cls, service: str, url: str, *, clock: Clock, pool_size: int = 10) -> "Database":
        """Prepare a pool; nothing is connected before the first use, and what was connected is kept."""
        engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
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
        event.listen(engine.sync_engine, "checkout", _only_alive)
        return cls(service, engine, clock)

    async def dispose(self) -> None:
        """Close the pool."""
        await self.engine.dispose()

    @asynccontextmanager
    async def write(self, caller: Caller) -> AsyncIterator[AsyncSession]:
        """One transaction under the caller's row-level security; commits when the block ends."""
        async with (
            self._transaction("BEGIN", caller) as connection,
            aclosing(self._session(connection, caller)) as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def read(self, caller: Caller) -> AsyncIterator[AsyncSession]:
        """A read-only transaction under the caller's row-level security."""
        async with (
            self._transaction("BEGIN READ ONLY", caller) as connection,
            aclosing(self._session(connection, caller)) as session,
        ):
            yield session

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncSession]:
        """Autocommit, without a caller: only for tables that have no policies."""
        async with self._session(self._autocommit, None) as session:
            yield session

    def _session(self, bind: AsyncEngine | AsyncConnection, caller: Caller | None) -> AsyncSession:
        info = {"caller": caller, "clock": self.clock, "schema": self.service}
        return AsyncSession(bind, expire_on_commit=False, info=info)

    @asynccontextmanager
    async def _transaction(self, begin: str, caller: Caller) -> AsyncIterator[AsyncConnection]:
        """A transaction whose beginning and caller go to the server in one message.

        Raises `DBAPIError` as statements do, and `LostWork` when the server has undone the transaction
        because a statement failed and nobody let that fault through.
        """
        setting = caller.as_setting().replace("'", "''")
        async with aclosing(await self._autocommit.connect()) as connection:
            driver = _driver_of(connection)
            await _tell(connection, driver, f"{begin}; SET LOCAL lupin.caller = '{setting}'")
            try:
                yield connection
            except Exception:
                if not connection.invalidated:
                    await _tell(connection, driver, "ROLLBACK")
                raise
            except BaseException:  # cancelled in the middle of a statement: its state is unknown
                await connection.invalidate()
                raise
            if await _tell(connection, driver, "COMMIT") != "COMMIT":
                raise LostWork


def _only_alive(dbapi_connection: Any, _record: object, _proxy: object) -> None:
    """After a restart of the server the pool begins anew, and nobody is handed a closed connection."""
    if dbapi_connection.driver_connection.is_closed():
        raise InvalidatePoolError


class LostWork(Exception):
    """A transaction went on behind a failed statement: nothing of it was kept."""


def _driver_of(connection: AsyncConnection) -> Any:
    """The driver's connection; asked for once, since one that was lost must not come back as another."""
    sync = connection.sync_connection
    return None if sync is None else sync.connection.driver_connection


async def _tell(connection: AsyncConnection, driver: Any, words: str) -> str:
    """Speak to the server past SQLAlchemy, which sends one statement at a time; what it answers last.

    Faults are told as SQLAlchemy tells its own, and a connection that has had one leaves the pool.
    """
    try:
        return str(await driver.execute(words))
    except DRIVER_FAULTS as fault:
        gone = driver.is_closed() or isinstance(fault, asyncpg.InternalClientError)
        await connection.invalidate(fault)
        raise DBAPIError(words.partition(";")[0], None, fault, connection_invalidated=gone) from fault
    except BaseException:
        await connection.invalidate()
        raise


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
    await session.execute(_ACT, {"setting": caller.as_setting()})

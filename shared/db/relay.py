"""Stamps committed history with the positions of the change feed, and seals them into one chain.

Positions are given after the commit, by one relay a service, because no column filled inside a transaction
is in the order in which transactions become visible.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import (
    ARRAY,
    BigInteger,
    LargeBinary,
    Row,
    Text,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import SYSTEM
from shared.db.faults import DRIVER_FAULTS
from shared.db.stirring import STAMPED
from shared.db.tables import house_table
from shared.db.work import Database

BATCH: Final = 2_000
IDLE_SECONDS: Final = 15.0
"""How long the relay waits for a notice before it looks by itself."""
STAND_BY_SECONDS: Final = 2.0
"""How soon it looks again when another one was stamping: that one may die before it has heard of the rest."""

log = structlog.get_logger(__name__)


def seal(previous: bytes | None, position: int, entry_hash: bytes) -> bytes:
    """The service chain: SHA-256 over the previous seal, the position (8 bytes) and the entry's hash."""
    return hashlib.sha256((previous or b"") + position.to_bytes(8, "big") + entry_hash).digest()


@dataclass(frozen=True, slots=True)
class Relay:
    """Gives the next positions to history that has none yet; any number may run, one at a time works."""

    database: Database

    async def stamp(self) -> int | None:
        """Stamp one batch; returns how many entries got a position, or None while another one stamps."""
        async with self.database.write(SYSTEM) as session:
            locked = await session.scalar(
                select(func.pg_try_advisory_xact_lock(func.hashtext(f"relay:{self.database.service}")))
            )
            if not locked:
                return None
            waiting = await self._unstamped(session)
            if waiting:
                await self._write(session, waiting)
                await session.execute(select(func.pg_notify(f"{self.database.service}_{STAMPED}", "")))
            return len(waiting)

    async def run(self) -> None:
        """Stamp whenever history is announced, until cancelled; outlives a database that restarts."""
        while True:
            try:
                await self._follow()
            except (*DRIVER_FAULTS, DBAPIError) as error:
                log.warning("relay_interrupted", service=self.database.service, error=type(error).__name__)
                await asyncio.sleep(1)

    async def _follow(self) -> None:
        awake = asyncio.Event()
        async with self.database.engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.add_listener(f"{self.database.service}_history", lambda *_: awake.set())
            driver.add_termination_listener(lambda *_: awake.set())
            while not driver.is_closed():
                awake.clear()
                while (stamped := await self.stamp()) == BATCH:
                    pass
                with contextlib.suppress(TimeoutError):
                    patience = STAND_BY_SECONDS if stamped is None else IDLE_SECONDS
                    await asyncio.wait_for(awake.wait(), patience)
            raise ConnectionResetError("the database went away")

    async def _unstamped(self, session: AsyncSession) -> Sequence[Row[Any, Any]]:
        """Entries without a position: by time across things, strictly by sequence within each."""
        table = house_table(self.database.service, "history")
        latest = func.max(cast(table.c.id, Text)).over(
            partition_by=(table.c.noun, table.c.object_id), order_by=table.c.sequence
        )
        statement = (
            select(table.c.id, table.c.hash)
            .where(table.c.position.is_(None))
            .order_by(latest, table.c.sequence)
            .limit(BATCH)
        )
        return (await session.execute(statement)).all()

    async def _write(self, session: AsyncSession, waiting: Sequence[Row[Any, Any]]) -> None:
        table = house_table(self.database.service, "history")
        last = (
            await session.execute(
                select(table.c.position, table.c.seal)
                .where(table.c.position.is_not(None))
                .order_by(table.c.position.desc())
                .limit(1)
            )
        ).first()
        position, sealed = (last.position, last.seal) if last else (0, None)
        stamps = []
        for row in waiting:
            position += 1
            sealed = seal(sealed, position, row.hash)
            stamps.append((row.id, position, sealed))
        given = func.unnest(
            bindparam("ids", [s[0] for s in stamps], type_=ARRAY(Uuid)),
            bindparam("positions", [s[1] for s in stamps], type_=ARRAY(BigInteger)),
            bindparam("seals", [s[2] for s in stamps], type_=ARRAY(LargeBinary)),
        ).table_valued(column("id", Uuid), column("position", BigInteger), column("seal", LargeBinary))
        new = given.render_derived("stamps")
        await session.execute(
            update(table)
            .where(table.c.id == new.c.id)
            .values(position=new.c.position, seal=new.c.seal)
            .execution_options(synchronize_session=False)
        )

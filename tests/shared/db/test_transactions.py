"""A transaction begins under its caller, ends whole or not at all, and outlives the death of a connection."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest
from sqlalchemy import TextClause, func, select, text
from sqlalchemy.exc import DBAPIError

from shared.app.databasefaults import refusal_of_database
from shared.db.caller import PUBLIC, SYSTEM
from shared.db.work import Database, LostWork
from shared.http.errors import ConstraintBroken, DatabaseSilent
from shared.testing.database import Statements

CALLER = select(func.current_setting("lupin.caller", True))
NOTE = text("INSERT INTO registry.calendar_years (year, id, published, version, created_at) "
            "VALUES (2099, gen_random_uuid(), false, 1, now())")  # fmt: skip
NOTED = text("SELECT count(*) FROM registry.calendar_years WHERE year = 2099")
BAD = text("SELECT 1 / 0")


async def hang_up(cluster, database: Database) -> None:
    """End every connection that the pool keeps, as a restart of the server does."""
    administrator = await asyncpg.connect(cluster.administrator_url)
    ended = await administrator.fetch(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1",
        database.engine.url.database,
    )
    await administrator.close()
    assert ended
    await asyncio.sleep(0.05)  # the end of the line is read by the loop


async def written(database: Database, *statements: TextClause) -> None:
    async with database.write(SYSTEM) as session:
        for statement in statements:
            await session.execute(statement)


async def noted(database: Database) -> int:
    async with database.read(SYSTEM) as session:
        return await session.scalar(NOTED)


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_the_caller_is_told_with_the_beginning_and_forgotten_at_the_end(committed_database, kind):
    database = await committed_database("registry")
    with Statements(database) as statements:
        async with getattr(database, kind)(SYSTEM) as session:
            assert await session.scalar(CALLER) == SYSTEM.as_setting()
        async with getattr(database, kind)(PUBLIC) as session:
            assert await session.scalar(CALLER) == PUBLIC.as_setting()
    assert len(statements.sent) == 2, "row security costs no message of its own"
    async with database.open() as session:
        assert not await session.scalar(CALLER)


@pytest.mark.parametrize("kind", ["read", "write", "open"])
async def test_who_comes_after_a_restart_of_the_server_does_not_notice(cluster, committed_database, kind):
    database = await committed_database("registry")
    opened = [database.open().__aenter__() for _ in range(3)]
    sessions = await asyncio.gather(*opened)
    await asyncio.gather(*(session.scalar(CALLER) for session in sessions))
    await asyncio.gather(*(session.close() for session in sessions))
    await hang_up(cluster, database)
    for _ in range(3):
        session = database.open() if kind == "open" else getattr(database, kind)(SYSTEM)
        async with session as alive:
            assert await alive.scalar(NOTED) == 0


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_a_line_that_dies_in_the_middle_is_a_silent_database_and_the_next_caller_has_a_new_one(
    cluster, committed_database, kind
):
    database = await committed_database("registry")

    async def cut_off() -> None:
        async with getattr(database, kind)(SYSTEM) as session:
            await session.scalar(CALLER)
            await hang_up(cluster, database)

    with pytest.raises(DBAPIError) as fault:
        await cut_off()
    assert isinstance(refusal_of_database(fault.value, {}), DatabaseSilent)
    assert await noted(database) == 0


async def test_a_read_cannot_write(committed_database):
    database = await committed_database("registry")
    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with database.read(SYSTEM) as session:
            await session.execute(NOTE)
    assert await noted(database) == 0


async def test_a_fault_undoes_the_write_and_the_connection_is_used_again(committed_database):
    database = await committed_database("registry")
    with pytest.raises(DBAPIError, match="division by zero"):
        await written(database, NOTE, BAD)
    assert await noted(database) == 0
    assert database.engine.pool.checkedin() == 1


async def test_what_the_server_undid_is_never_taken_for_done(committed_database):
    database = await committed_database("registry")

    async def careless() -> None:
        async with database.write(SYSTEM) as session:
            await session.execute(NOTE)
            with suppress(DBAPIError):
                await session.execute(BAD)

    with pytest.raises(LostWork):
        await careless()
    assert await noted(database) == 0


async def test_a_savepoint_keeps_what_stood_before_it(committed_database):
    database = await committed_database("registry")
    async with database.write(SYSTEM) as session:
        await session.execute(NOTE)
        with pytest.raises(DBAPIError, match="division by zero"):
            async with session.begin_nested():
                await session.execute(BAD)
    assert await noted(database) == 1


async def test_a_constraint_that_is_checked_at_the_end_is_told_as_any_other(committed_database):
    database = await committed_database("registry")
    with pytest.raises(DBAPIError) as fault:
        await written(database, text("UPDATE registry.regions SET parent = 'nowhere' WHERE code = '370828'"))
    assert isinstance(refusal_of_database(fault.value, {}), ConstraintBroken)
    named = {"regions_parent_fkey": LostLand}
    assert isinstance(refusal_of_database(fault.value, named), LostLand)


class LostLand(ConstraintBroken):
    """A refusal of this test's own."""


@pytest.mark.parametrize("waiting_for", ["the server", "something else"])
async def test_who_is_cancelled_in_the_middle_leaves_nothing_behind(committed_database, waiting_for):
    database = await committed_database("registry")
    begun = asyncio.Event()

    async def slow() -> None:
        async with database.write(SYSTEM) as session:
            await session.execute(NOTE)
            begun.set()
            if waiting_for == "the server":
                await session.execute(text("SELECT pg_sleep(30)"))
            await asyncio.Event().wait()

    task = asyncio.create_task(slow())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await written(database)
    assert await noted(database) == 0

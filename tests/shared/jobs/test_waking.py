"""Workers look when there is something to look at; with nothing to do they hardly ask the database."""

import asyncio
from datetime import timedelta

from shared.db.caller import SYSTEM
from shared.db.dedicated import dedicated
from shared.db.history import Entry, Trail
from shared.db.ids import new_id
from shared.db.relay import Relay
from shared.db.stirring import stir
from shared.db.work import Database
from shared.jobs import queue
from shared.jobs.ticks import Bell
from shared.jobs.work import Tick, Wake
from shared.testing.conditions import until
from tests.shared.jobs.working import ask, working

NEVER = 600.0


async def test_a_tick_is_woken_by_what_it_waits_for_and_by_nothing_else(committed_database):
    database: Database = await committed_database("review")
    looks = {"rows": 0, "time": 0, "hours": 0}

    def tick(name: str, *wakes: Wake) -> Tick:
        async def look(database: Database, clock: object) -> int:
            looks[name] += 1
            return 0

        return Tick(name, NEVER, look, frozenset(wakes), rest_seconds=0.01)

    ticks = [tick("rows", Wake.RECORDED), tick("time", Wake.TIME), tick("hours")]
    async with working(database, ticks=ticks):
        await until(lambda: looks == {"rows": 1, "time": 1, "hours": 1})
        async with database.write(SYSTEM) as session:
            await stir(session)
        await until(lambda: looks["rows"] == 2)
        async with database.write(SYSTEM) as session:
            await Trail(session).append(Entry(noun="thing", object_id=new_id(), transition="open"))
        await until(lambda: looks["rows"] == 3)
        database.clock.follow(timedelta(days=1))
        await until(lambda: looks["time"] == 2)
    assert looks == {"rows": 3, "time": 2, "hours": 1}


async def test_what_rings_while_a_tick_looks_is_heard_once_when_it_has_rested():
    async def look(database: Database, clock: object) -> int:
        raise AssertionError("nobody calls it here")

    async def waited(wake: Wake, every_seconds: float) -> float:
        bell = Bell(Tick("rows", every_seconds, look, frozenset({Wake.RECORDED}), rest_seconds=0.1))
        began = asyncio.get_running_loop().time()
        for _ in range(3):
            bell.ring(wake)
        await bell.wait()
        return asyncio.get_running_loop().time() - began

    assert 0.09 < await waited(Wake.RECORDED, NEVER) < NEVER / 2
    assert await waited(Wake.TIME, 0.3) > 0.25


async def test_an_empty_queue_is_asked_seldom_and_one_with_work_of_anybody_often(committed_database):
    database = await committed_database("review")

    async def patience() -> timedelta:
        async with dedicated(database, purpose="queue") as connection:
            puller = queue.Puller("review", connection, ["count"], _nothing)
            return await puller._manager._effective_dequeue_timeout(queue.DEQUEUE_TIMEOUT)

    assert await patience() == queue.EMPTY_TIMEOUT
    await ask(database)
    assert await patience() <= queue.DEQUEUE_TIMEOUT


async def test_a_relay_that_finds_another_at_work_says_so(committed_database):
    database = await committed_database("review")
    async with database.write(SYSTEM) as session:
        await Trail(session).append(Entry(noun="thing", object_id=new_id(), transition="open"))
    async with dedicated(database, purpose="another") as other:
        await other.execute("SELECT pg_advisory_lock(hashtext('relay:review'))")
        assert await Relay(database).stamp() is None
    await until(lambda: _stamped(database))


async def _stamped(database: Database) -> bool:
    return await Relay(database).stamp() == 1


async def _nothing(job_id: object) -> None:
    raise AssertionError(f"{job_id} was not to be begun")

"""Workers act by the clock, one at a time; what fails stops no other."""

import asyncio

import pytest

from shared.db.work import Database
from shared.jobs.work import Crew, Tick
from shared.jobs.worker import Worker
from shared.testing.conditions import until
from tests.shared.jobs.working import working


async def test_the_clock_acts_in_one_worker_at_a_time_and_moves_to_another(committed_database):
    database = await committed_database("review")
    running, together, runs = set(), [], []

    def tick_of(worker: str) -> Tick:
        async def run(database: Database, clock: object) -> int:
            running.add(worker)
            together.append(len(running))
            try:
                await asyncio.sleep(0)
                runs.append(worker)
            finally:  # it may be stopped in the middle
                running.discard(worker)
            return 1

        return Tick("expire", 0.02, run)

    async def led_by(name: str) -> bool:
        return name in runs

    second = Worker(Crew(database=database, ticks=[tick_of("second")]))
    async with working(database, ticks=[tick_of("first")]):
        await until(lambda: led_by("first"))
        standing_by = asyncio.create_task(second.run())
        runs.clear()
        await until(lambda: led_by("first"))
        assert "second" not in runs
    await until(lambda: led_by("second"))
    second.stop()
    await standing_by
    assert set(together) == {1}


async def test_a_tick_that_fails_is_tried_again_and_stops_no_other(committed_database):
    database = await committed_database("review")
    runs = {"bad": 0, "good": 0}

    async def bad(database: Database, clock: object) -> int:
        runs["bad"] += 1
        raise ZeroDivisionError

    async def good(database: Database, clock: object) -> int:
        runs["good"] += 1
        return 0

    async def both() -> bool:
        return runs["bad"] > 1 and runs["good"] > 1

    async with working(database, ticks=[Tick("bad", 0.01, bad), Tick("good", 0.01, good)]):
        await until(both)


async def test_a_companion_that_fails_ends_the_worker_so_that_it_is_started_anew(committed_database):
    database = await committed_database("review")

    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.RaisesGroup(ZeroDivisionError):
        await Worker(Crew(database=database, companions=[fail])).run()

"""Long work: asked for in a transaction, done once, taken up again, given up, cancelled."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Row, func, select, update

from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.work import Database
from shared.errors import Conflict
from shared.jobs.errors import JobFinished, JobLost, JobUnknown
from shared.jobs.record import Jobs, Outcome, enqueue
from shared.jobs.tables import jobs_table, queue_table
from shared.jobs.work import Crew, Handler, Job, Tick
from shared.jobs.worker import Worker
from shared.testing.conditions import until

OFFICER = Caller(
    CallerKind.PERSON,
    "officer-1",
    client="portal",
    scopes=frozenset({"review:rounds:write"}),
    bindings=(Binding(Role.CITY_OFFICER, region="37.3708."),),
)


class QuotaGone(Conflict):
    """A refusal that a handler may raise."""


async def ask(database: Database, name: str = "count", caller: Caller = OFFICER, **payload: object) -> UUID:
    async with database.write(caller) as session:
        return await enqueue(session, name, payload, region_path="37.3708.")


async def seen(database: Database, job_id: UUID, caller: Caller = SYSTEM) -> Row:
    async with database.read(caller) as session:
        return await Jobs(session).get(job_id)


async def ended(database: Database, job_id: UUID) -> Row:
    async def over() -> bool:
        return (await seen(database, job_id)).finished_at is not None

    await until(over)
    return await seen(database, job_id)


@asynccontextmanager
async def working(
    database: Database, handlers: Mapping[str, Handler] | None = None, **more: object
) -> AsyncIterator[Worker]:
    worker = Worker(Crew(database=database, handlers=handlers or {}, **more))
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        async with asyncio.timeout(20):
            await task


async def test_what_is_rolled_back_was_never_asked_for(committed_database):
    database = await committed_database("review")

    async def ask_and_fail() -> None:
        async with database.write(OFFICER) as session:
            await enqueue(session, "count", {})
            raise QuotaGone

    with pytest.raises(QuotaGone):
        await ask_and_fail()
    async with database.read(SYSTEM) as session:
        for table in (jobs_table("review"), queue_table("review")):
            assert await session.scalar(select(func.count()).select_from(table)) == 0


async def test_a_job_is_done_with_the_rights_of_who_asked_and_leaves_the_queue(committed_database):
    database = await committed_database("review")
    callers = []

    async def count(job: Job) -> Outcome:
        callers.append(job.caller)
        await job.progress(1, 2)
        return Outcome(result={"lines": job.payload["lines"]}, errors_url="/review/v1/files/x")

    async with working(database, {"count": count}):
        job = await ended(database, await ask(database, lines=7))
    assert (job.state, job.result, job.attempts) == ("succeeded", {"lines": 7}, 1)
    assert (job.progress_done, job.progress_total) == (1, 2)
    assert callers == [OFFICER]
    async with database.read(SYSTEM) as session:
        assert await session.scalar(select(func.count()).select_from(queue_table("review"))) == 0


async def test_two_workers_do_each_job_once(committed_database):
    database = await committed_database("review")
    done = []

    async def count(job: Job) -> None:
        done.append(job.payload["number"])

    asked = [await ask(database, number=number) for number in range(20)]
    async with working(database, {"count": count}), working(database, {"count": count}):
        for job_id in asked:
            await ended(database, job_id)
    assert sorted(done) == list(range(20))


async def test_a_refusal_ends_a_job_at_once_with_its_code(committed_database):
    database = await committed_database("review")

    async def count(job: Job) -> None:
        raise QuotaGone(cap=3)

    async with working(database, {"count": count}):
        job = await ended(database, await ask(database))
    assert (job.state, job.error_code, job.error_params, job.attempts) == (
        "failed",
        "quota_gone",
        {"cap": 3},
        1,
    )


async def test_a_fault_is_tried_again_and_attempts_are_capped(committed_database):
    database = await committed_database("review")
    attempts = []

    async def count(job: Job) -> None:
        attempts.append(job.attempt)
        raise ZeroDivisionError

    async with working(database, {"count": count}):
        job = await ended(database, await ask(database))
    assert (job.state, job.error_code) == ("failed", "job_failed")
    assert attempts == [1, 2, 3]


async def test_a_job_that_keeps_killing_its_workers_is_given_up(committed_database):
    database = await committed_database("review")
    job_id = await ask(database)
    for _ in range(3):
        async with database.write(SYSTEM) as session:
            assert await Jobs(session).begin(job_id) is not None
    async with database.write(SYSTEM) as session:
        assert await Jobs(session).begin(job_id) is None
    assert (await seen(database, job_id)).error_code == "job_given_up"


async def test_a_waiting_job_is_cancelled_at_once_and_only_once(committed_database):
    database = await committed_database("review")
    job_id = await ask(database)
    async with database.write(OFFICER) as session:
        await Jobs(session).cancel(job_id)
    assert (await seen(database, job_id)).state == "cancelled"
    with pytest.raises(JobFinished):
        async with database.write(OFFICER) as session:
            await Jobs(session).cancel(job_id)


async def test_a_running_job_is_cancelled_within_seconds(committed_database):
    database = await committed_database("review")
    started = asyncio.Event()

    async def count(job: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    async with working(database, {"count": count}):
        job_id = await ask(database)
        await started.wait()
        async with database.write(OFFICER) as session:
            await Jobs(session).cancel(job_id)
        assert (await ended(database, job_id)).state == "cancelled"


async def test_effect_and_ending_are_one_transaction_and_a_worker_that_lost_the_job_cannot_commit(
    committed_database,
):
    database = await committed_database("review")
    job_id = await ask(database)
    async with database.write(SYSTEM) as session:
        first = await Jobs(session).begin(job_id)
        second = await Jobs(session).begin(job_id)
    assert (first.attempts, second.attempts) == (1, 2)
    slow = Job(job_id, "count", {}, OFFICER, first.attempts, database)

    async def effect(job: Job) -> None:
        async with database.write(OFFICER) as session:
            await enqueue(session, "count", {"effect": job.attempt})
            await job.finish(session, Outcome())

    with pytest.raises(JobLost):
        await effect(slow)
    quick = Job(job_id, "count", {}, OFFICER, second.attempts, database)
    await effect(quick)
    async with database.read(SYSTEM) as session:
        payloads = (await session.scalars(select(jobs_table("review").c.payload))).all()
    assert sorted(payloads, key=len) == [{}, {"effect": 2}]


async def test_a_job_is_seen_by_who_asked_and_by_whoever_covers_its_region(committed_database):
    database = await committed_database("review")
    job_id = await ask(database)
    elsewhere = Caller(CallerKind.PERSON, "o-2", bindings=(Binding(Role.CITY_OFFICER, region="37.3701."),))
    await seen(database, job_id, OFFICER)
    for stranger in (elsewhere, PUBLIC):
        with pytest.raises(JobUnknown):
            await seen(database, job_id, stranger)


async def test_a_worker_that_is_told_to_stop_gives_its_job_back_uncounted(committed_database):
    database = await committed_database("review")
    started = asyncio.Event()

    async def count(job: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    async with working(database, {"count": count}, grace_seconds=0.1):
        job_id = await ask(database)
        await started.wait()
    job = await seen(database, job_id)
    assert (job.state, job.attempts) == ("queued", 0)


async def test_work_goes_on_after_the_database_has_cut_every_connection(committed_database, cluster):
    database = await committed_database("review")
    ticked = asyncio.Event()

    async def tick(database: Database, clock: object) -> int:
        ticked.set()
        return 0

    async def count(job: Job) -> None:
        await job.progress(1)

    ticks = [Tick("look", 0.1, tick)]
    async with working(database, {"count": count}, ticks=ticks):
        await ended(database, await ask(database))
        administrator = await asyncpg.connect(cluster.administrator_url)
        await administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
            database.engine.url.database,
        )
        await administrator.close()
        await database.dispose()
        ticked.clear()
        await asyncio.wait_for(ticked.wait(), 10)
        job = await ended(database, await ask(database))
    assert job.state == "succeeded"


async def test_the_clock_acts_in_one_worker_at_a_time_and_moves_to_another(committed_database):
    database = await committed_database("review")
    running, together, runs = set(), [], []

    def tick_of(worker: str) -> Tick:
        async def run(database: Database, clock: object) -> int:
            running.add(worker)
            together.append(len(running))
            await asyncio.sleep(0)
            runs.append(worker)
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


async def test_a_stale_heartbeat_alone_does_not_lose_the_record(committed_database):
    database = await committed_database("review")
    again = asyncio.Event()

    async def count(job: Job) -> None:
        if job.attempt == 1:
            async with database.write(SYSTEM) as session:
                table = jobs_table("review")
                await session.execute(update(table).values(attempts=2))
            await asyncio.Event().wait()
        again.set()

    async with working(database, {"count": count}):
        job_id = await ask(database)
        await asyncio.wait_for(again.wait(), 20)
        assert (await ended(database, job_id)).state == "succeeded"

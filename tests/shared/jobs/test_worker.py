"""Long work: asked for in a transaction, done once, taken up again, given up, cancelled."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import func, select, update

from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.work import Database
from shared.errors import Conflict
from shared.jobs.errors import JobFinished, JobLost, JobUnknown
from shared.jobs.record import Jobs, Outcome, enqueue
from shared.jobs.tables import jobs_table, queue_table
from shared.jobs.work import Job, Tick
from tests.shared.jobs.working import OFFICER, ask, ended, seen, working


class QuotaGone(Conflict):
    """A refusal that a handler may raise."""


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


@pytest.mark.usefixtures("soon")
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


@pytest.mark.usefixtures("soon")
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


@pytest.mark.usefixtures("silent_soon")
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

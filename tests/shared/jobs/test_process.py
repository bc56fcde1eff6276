"""The worker as a process: killed, and ended in good order."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process

from sqlalchemy import Row, text

from shared.db.caller import SYSTEM
from shared.db.migrate import ROOT
from shared.jobs.record import Jobs, enqueue
from shared.testing.conditions import until


async def start(database) -> Process:
    url = database.engine.url.render_as_string(hide_password=False)
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "shared.jobs",
        "tests.shared.jobs.crew",
        cwd=ROOT,
        env={**os.environ, "CREW_DATABASE_URL": url},
        stdout=asyncio.subprocess.DEVNULL,
    )


async def until_state(database, job_id, *, state: str, done: int):
    async def look() -> Row:
        async with database.read(SYSTEM) as session:
            return await Jobs(session).get(job_id)

    async def reached() -> bool:
        job = await look()
        return (job.state, job.progress_done) == (state, done)

    await until(reached, seconds=40)
    return await look()


async def until_pulling(database, workers: int) -> None:
    count = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name LIKE '%\\_queue'"
    )

    async def connected() -> bool:
        async with database.open() as session:
            return await session.scalar(count) == workers

    await until(connected, seconds=40)


async def test_the_job_of_a_killed_worker_is_taken_up_by_another_within_seconds(committed_database):
    database = await committed_database("review")
    async with database.write(SYSTEM) as session:
        job_id = await enqueue(session, "stumble", {})
    first = await start(database)
    second = None
    try:
        await until_state(database, job_id, state="running", done=1)
        second = await start(database)
        await until_pulling(database, 2)
        first.kill()
        await first.wait()
        async with asyncio.timeout(15):
            job = await until_state(database, job_id, state="succeeded", done=2)
        assert (job.attempts, job.result) == (2, {"attempt": 2})
        second.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(second.wait(), 15) == 0
    finally:
        for process in (first, second):
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()

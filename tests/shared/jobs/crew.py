"""A crew for tests of the real process: its job waits for ever at first, and ends at the next attempt."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from shared.db.work import Database
from shared.jobs import queue
from shared.jobs.record import Outcome
from shared.jobs.work import Crew, Job
from shared.time.clock import Clock


async def stumble(job: Job) -> Outcome:
    """Never ends by itself the first time."""
    await job.progress(job.attempt)
    if job.attempt == 1:
        await asyncio.Event().wait()
    return Outcome(result={"attempt": job.attempt})


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """The crew of the process; a second of silence is death to it."""
    queue.HEARTBEAT_TIMEOUT = timedelta(seconds=1)  # type: ignore[misc]
    queue.DEQUEUE_TIMEOUT = timedelta(seconds=0.2)  # type: ignore[misc]
    database = Database.connect("review", os.environ["CREW_DATABASE_URL"], clock=Clock())
    try:
        yield Crew(database=database, handlers={"stumble": stumble})
    finally:
        await database.dispose()

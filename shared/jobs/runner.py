"""Runs one attempt at one job and settles how it ended."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum, auto
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from shared.db.caller import SYSTEM
from shared.db.faults import DRIVER_FAULTS
from shared.db.work import Database
from shared.errors import Refusal
from shared.jobs.errors import JobCancelled, JobLost
from shared.jobs.record import Jobs, JobState, Outcome
from shared.jobs.requester import read
from shared.jobs.work import Handler, Job

LOOK_SECONDS: Final = 1.0
"""How often a running attempt looks whether it is still wanted."""
AGAIN: Final = timedelta(seconds=1)
"""What failed is tried again after twice this, then four times, and so on."""
SILENCE: Final = (*DRIVER_FAULTS, SQLAlchemyError)
"""A database that does not answer: the job stays in the queue and is taken up when its heartbeat is old."""

log = structlog.get_logger(__name__)


class Verdict(Enum):
    """Why an attempt is interrupted."""

    CANCELLED = auto()
    """Somebody asked that the job stop."""
    STOPPING = auto()
    """The worker shuts down; the job goes back to the queue, uncounted."""
    LOST = auto()
    """Another worker has it, or soon will: nothing is settled here."""


class Runner:
    """Executes the jobs that come over one connection to the queue."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._database = database
        self._handlers = handlers
        self._alarm = asyncio.Event()
        self._verdict = Verdict.LOST

    def interrupt(self, verdict: Verdict) -> None:
        """End all running attempts at once."""
        self._verdict = verdict
        self._alarm.set()

    async def execute(self, job_id: UUID) -> None:
        """Begin, work and settle; never raises, whatever the handler does."""
        try:
            job = await self._begin(job_id)
            if job is not None:
                await self._attempt(job)
        except JobLost:
            log.warning("job_lost", service=self._database.service, job=str(job_id))
        except SILENCE as error:
            fault = type(error).__name__
            log.warning("job_left", service=self._database.service, job=str(job_id), error=fault)

    async def _begin(self, job_id: UUID) -> Job | None:
        async with self._database.write(SYSTEM) as session:
            row = await Jobs(session).begin(job_id)
        if row is None:
            return None
        return Job(row.id, row.name, row.payload, read(row.requested_as), row.attempts, self._database)

    async def _attempt(self, job: Job) -> None:
        work = asyncio.ensure_future(self._handlers[job.name](job))
        watch = asyncio.create_task(self._unwanted(job))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                work.cancel()
                await asyncio.wait({work})
            if work.cancelled():
                await self._interrupted(job, watch.result() if watch.done() else Verdict.LOST)
            elif (fault := work.exception()) is None:
                await self._finished(job, work.result() or Outcome())
            else:
                await self._failed(job, fault)
        finally:
            work.cancel()
            watch.cancel()

    async def _unwanted(self, job: Job) -> Verdict:
        """Returns as soon as the attempt is to end early."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._alarm.wait(), LOOK_SECONDS)
                return self._verdict
            try:
                async with self._database.read(SYSTEM) as session:
                    if not await Jobs(session).wanted(job.id, job.attempt):
                        return Verdict.CANCELLED
            except JobLost:
                return Verdict.LOST
            except SILENCE as error:
                log.info("job_unwatched", job=str(job.id), error=type(error).__name__)

    async def _finished(self, job: Job, outcome: Outcome) -> None:
        """Settle success, unless the handler has done so in the transaction of its effect."""
        async with self._database.write(SYSTEM) as session:
            jobs = Jobs(session)
            if (await jobs.get(job.id)).state == JobState.RUNNING:
                await jobs.succeed(job.id, job.attempt, outcome)

    async def _failed(self, job: Job, fault: BaseException) -> None:
        async with self._database.write(SYSTEM) as session:
            jobs = Jobs(session)
            if isinstance(fault, JobCancelled):
                await jobs.stop(job.id, job.attempt)
            elif isinstance(fault, Refusal):
                await jobs.fail(job.id, job.attempt, code=fault.code, params=fault.params)
            elif isinstance(fault, JobLost):
                raise fault
            elif isinstance(fault, Exception):
                await self._again(jobs, job, fault)
            else:
                raise fault

    async def _again(self, jobs: Jobs, job: Job, fault: Exception) -> None:
        log.error("job_failed", job=str(job.id), name=job.name, attempt=job.attempt, exc_info=fault)
        if job.attempt < (await jobs.get(job.id)).max_attempts:
            await jobs.again(job.id, job.attempt, after=AGAIN * 2**job.attempt, counted=True)
        else:
            await jobs.fail(job.id, job.attempt, code="job_failed", params={})

    async def _interrupted(self, job: Job, verdict: Verdict) -> None:
        if verdict is Verdict.LOST:
            raise JobLost
        async with self._database.write(SYSTEM) as session:
            jobs = Jobs(session)
            if (await jobs.get(job.id)).state != JobState.RUNNING:
                return
            if verdict is Verdict.CANCELLED:
                await jobs.stop(job.id, job.attempt)
            else:
                await jobs.again(job.id, job.attempt, after=timedelta(), counted=False)

"""The queue behind long work: the only module that knows the library which runs it.

pgqueuer picks jobs (SKIP LOCKED), keeps their heartbeats and wakes workers. How a job ended is settled by our
record in one transaction with the queue's row, so what the library would log or delete is switched off here.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import override

from shared.db.faults import DRIVER_FAULTS

DEQUEUE_TIMEOUT: Final = timedelta(seconds=2)
"""How long a worker that heard nothing waits before it looks by itself, while there is work of anybody's."""
EMPTY_TIMEOUT: Final = timedelta(seconds=20)
"""The same while the queue is empty: nobody's work can be left lying, and what is put in is announced."""
HEARTBEAT_TIMEOUT: Final = timedelta(seconds=5)
"""A job whose worker has been silent for so long is taken up by another."""
BATCH: Final = 2

INTERRUPTIONS: Final = (*DRIVER_FAULTS, FailingListenerError)
"""What ends a puller whose database went away."""

logging.getLogger("pgqueuer").setLevel(logging.WARNING)

Execute = Callable[[UUID], Awaitable[None]]


class _RecordedElsewhere(Queries):
    """The library's queries without its own book-keeping of endings."""

    @override
    async def log_jobs(self, job_status: Any) -> None:
        """Nothing: the record has settled the row already, or leaves it to whoever takes it up next."""


class _PatientManager(QueueManager):
    """The library's loop, which asks an empty queue seldom, and once instead of four times."""

    @override
    async def _effective_dequeue_timeout(self, dequeue_timeout: timedelta) -> timedelta:
        table = self.queries.qbe.settings.qualified.queue_table
        (found,) = await self.queries.driver.fetch(f"SELECT EXISTS (SELECT FROM {table}) AS any")  # noqa: S608 - our own name
        if not found["any"]:
            return max(dequeue_timeout, EMPTY_TIMEOUT)
        return await super()._effective_dequeue_timeout(dequeue_timeout)


def _queries(service: str, connection: asyncpg.Connection) -> Queries:
    settings = DBSettings(db_schema=service, channel=f"{service}_jobs")
    return _RecordedElsewhere(
        AsyncpgDriver(connection),
        QueryBuilderEnvironment(settings),
        QueryQueueBuilder(settings),
        QuerySchedulerBuilder(settings),
    )


async def put(session: AsyncSession, name: str, job_id: UUID, *, after: timedelta | None) -> None:
    """Queue a job within the session's transaction: rolled back with it, visible when it commits."""
    connection = await session.connection()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    queries = _queries(str(session.info["schema"]), driver)
    await queries.enqueue(name, str(job_id).encode(), execute_after=after, dedupe_key=str(job_id))


class Puller:
    """Takes jobs from the queue of one service over one connection, until stopped or disconnected."""

    def __init__(
        self, service: str, connection: asyncpg.Connection, names: list[str], execute: Execute
    ) -> None:
        self._manager = _PatientManager(_queries(service, connection), channel=Channel(f"{service}_jobs"))

        async def run(picked: Any) -> None:
            await execute(UUID(picked.payload.decode()))

        for name in names:
            self._manager.entrypoint(name, accepts_context=False)(run)

    async def run(self, concurrency: int) -> None:
        """Run up to `concurrency` jobs at a time; returns when those in flight have ended."""
        await self._manager.run(
            dequeue_timeout=DEQUEUE_TIMEOUT,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            batch_size=min(BATCH, concurrency // 2),
            max_concurrent_tasks=concurrency,
            shutdown_on_listener_failure=True,
            log_aggregation_interval=timedelta(0),
        )

    def stop(self) -> None:
        """Take no more jobs."""
        self._manager.shutdown.set()

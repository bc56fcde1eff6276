"""Asking for work, and a worker that does it while a test looks."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import Row

from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Binding, Caller, CallerKind
from shared.db.work import Database
from shared.jobs.record import Jobs, enqueue
from shared.jobs.work import Crew, Handler
from shared.jobs.worker import Worker
from shared.testing.conditions import until

OFFICER = Caller(
    CallerKind.PERSON,
    "officer-1",
    client="portal",
    scopes=frozenset({"review:rounds:write"}),
    bindings=(Binding(Role.CITY_OFFICER, region="37.3708."),),
)


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

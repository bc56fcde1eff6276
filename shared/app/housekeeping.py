"""What every service gives and clears up alike: routers and codes of the floor, and ticks for what grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final

from fastapi import APIRouter

from shared.app.changes import changes_router
from shared.app.files import files_router
from shared.app.jobs import jobs_router
from shared.app.webhooks import webhooks_router
from shared.codes.lists import CodeList, code_list
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.files.files import Files
from shared.http.idempotency import forget_old_keys
from shared.jobs.record import Jobs
from shared.jobs.work import Tick
from shared.time.clock import Clock, instant

EVERY_SECONDS: Final = 600.0
JOBS_KEPT: Final = timedelta(days=90)
FLOOR_LISTS: Final = (
    "delivery_states",
    "disabled_reasons",
    "export_formats",
    "file_states",
    "job_states",
    "webhook_states",
)


@cache
def floor_routers(service: str) -> tuple[APIRouter, ...]:
    """Feed, jobs, files and webhooks of a service."""
    return changes_router(service), jobs_router(service), files_router(service), webhooks_router(service)


def floor_lists() -> Sequence[CodeList]:
    """The codes that jobs, files, exports and webhooks use in every service."""
    return [code_list(name) for name in FLOOR_LISTS]


@dataclass(frozen=True, slots=True)
class Broom:
    """Forgets what nobody can ask for any more; real time, whatever the business clock says."""

    files: Files | None

    def ticks(self) -> Sequence[Tick]:
        """For the crew of a service."""
        uploads = [] if self.files is None else [Tick("forget_uploads", EVERY_SECONDS, self.uploads)]
        return (Tick("forget_keys", EVERY_SECONDS, keys), Tick("forget_jobs", EVERY_SECONDS, jobs), *uploads)

    async def uploads(self, _database: Database, _clock: Clock) -> int:
        """Uploads that were announced and never completed."""
        return 0 if self.files is None else await self.files.sweep()


async def keys(database: Database, _clock: Clock) -> int:
    """Idempotency keys older than seven days."""
    async with database.write(SYSTEM) as session:
        return await forget_old_keys(session, instant())


async def jobs(database: Database, _clock: Clock) -> int:
    """Records of jobs that ended three months ago."""
    async with database.write(SYSTEM) as session:
        return await Jobs(session).forget(instant() - JOBS_KEPT)

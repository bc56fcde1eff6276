"""The record of long work: asked for, begun, reported on, ended; each step is fenced by its attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, Table, Update, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import Caller, CallerKind
from shared.db.ids import new_id
from shared.jobs import queue
from shared.jobs.errors import JobFinished, JobLost, JobOfAnother, JobUnknown
from shared.jobs.requester import written
from shared.jobs.tables import jobs_table, queue_log_table, queue_table
from shared.time.clock import instant

MAX_ATTEMPTS = 3
"""How often a job is begun before it is given up, crashes of workers included."""


class JobState(StrEnum):
    """Where long work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a job brought about: a small JSON result and where to fetch the rest."""

    result: Mapping[str, Any] | None = None
    result_url: str | None = None
    errors_url: str | None = None


async def enqueue(
    session: AsyncSession,
    name: str,
    payload: Mapping[str, Any],
    *,
    organisation_id: UUID | None = None,
    region_path: str | None = None,
    after: timedelta | None = None,
) -> UUID:
    """Ask for long work within the caller's transaction: if that is rolled back, nothing was asked."""
    caller: Caller = session.info["caller"]
    job_id = new_id()
    row = {
        "id": job_id,
        "name": name,
        "state": JobState.QUEUED,
        "payload": _json(payload),
        "progress_done": 0,
        "attempts": 0,
        "max_attempts": MAX_ATTEMPTS,
        "requested_by": caller.subject,
        "requested_as": written(caller),
        "organisation_id": organisation_id,
        "region_path": region_path,
        "created_at": instant(),
    }
    await session.execute(insert(jobs_table(session.info["schema"])).values(row))
    await queue.put(session, name, job_id, after=after)
    return job_id


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs that a session's caller may see."""

    session: AsyncSession

    async def get(self, job_id: UUID) -> Row[Any]:
        """One job, or `JobUnknown`."""
        row = (await self.session.execute(select(self._table).where(self._table.c.id == job_id))).first()
        if row is None:
            raise JobUnknown
        return row

    async def cancel(self, job_id: UUID) -> None:
        """A waiting job ends at once; a running one when its worker next looks, within about a second."""
        row = await self._locked(job_id)
        if row is None:
            raise JobUnknown
        caller: Caller = self.session.info["caller"]
        if caller.kind is not CallerKind.SYSTEM and caller.subject != row.requested_by:
            raise JobOfAnother
        if row.finished_at is not None:
            raise JobFinished(state=row.state)
        if row.state == JobState.QUEUED:
            await self._end(job_id, row.attempts, state=JobState.CANCELLED)
        else:
            await self.session.execute(
                update(self._table).where(self._table.c.id == job_id).values(cancel_asked_at=instant())
            )

    async def begin(self, job_id: UUID) -> Row[Any] | None:
        """Begin the next attempt; `None` when there is nothing to do (ended, cancelled, given up)."""
        row = await self._locked(job_id)
        if row is None or row.finished_at is not None:
            await self._unqueue(job_id)
            return None
        if row.cancel_asked_at is not None:
            await self._end(job_id, row.attempts, state=JobState.CANCELLED)
            return None
        if row.attempts >= row.max_attempts:
            await self.fail(job_id, row.attempts, code="job_given_up", params={"attempts": row.attempts})
            return None
        begun = (
            update(self._table)
            .where(self._table.c.id == job_id)
            .values(
                state=JobState.RUNNING,
                attempts=row.attempts + 1,
                started_at=func.coalesce(self._table.c.started_at, instant()),
            )
            .returning(self._table)
        )
        attempt: Row[Any] = (await self.session.execute(begun)).one()
        return attempt

    async def report(self, job_id: UUID, attempt: int, *, done: int, total: int | None) -> bool:
        """Note progress; says whether somebody has asked that the job stop."""
        values = {"progress_done": done} | ({} if total is None else {"progress_total": total})
        statement = self._mine(job_id, attempt).values(values).returning(self._table.c.cancel_asked_at)
        row = (await self.session.execute(statement)).first()
        if row is None:
            raise JobLost
        return row.cancel_asked_at is not None

    async def wanted(self, job_id: UUID, attempt: int) -> bool:
        """Whether this attempt is still the one that counts and nobody asked to stop it."""
        row = (
            await self.session.execute(
                select(self._table.c.state, self._table.c.attempts, self._table.c.cancel_asked_at).where(
                    self._table.c.id == job_id
                )
            )
        ).first()
        if row is None or row.state != JobState.RUNNING or row.attempts != attempt:
            raise JobLost
        return row.cancel_asked_at is None

    async def succeed(self, job_id: UUID, attempt: int, outcome: Outcome) -> None:
        """End well."""
        await self._end(
            job_id,
            attempt,
            state=JobState.SUCCEEDED,
            result=None if outcome.result is None else _json(outcome.result),
            result_url=outcome.result_url,
            errors_url=outcome.errors_url,
        )

    async def fail(self, job_id: UUID, attempt: int, *, code: str, params: Mapping[str, object]) -> None:
        """End badly, with the code of a refusal or of the house."""
        await self._end(job_id, attempt, state=JobState.FAILED, error_code=code, error_params=_json(params))

    async def stop(self, job_id: UUID, attempt: int) -> None:
        """End because somebody asked for it."""
        await self._end(job_id, attempt, state=JobState.CANCELLED)

    async def again(self, job_id: UUID, attempt: int, *, after: timedelta, counted: bool) -> None:
        """Put an attempt back into the queue; one that a shutdown interrupted is not counted."""
        values = {"state": JobState.QUEUED, "attempts": attempt if counted else attempt - 1}
        await self._one(self._mine(job_id, attempt).values(values))
        queued = queue_table(self.session.info["schema"])
        await self.session.execute(
            update(queued)
            .where(queued.c.dedupe_key == str(job_id))
            .values(
                status="queued",
                queue_manager_id=None,
                execute_after=func.now() + after,
                updated=func.now(),
            )
        )

    async def forget(self, before: datetime) -> int:
        """Delete the records of jobs that ended before this moment, and the queue's log of that time."""
        gone = delete(self._table).where(self._table.c.finished_at < before).returning(self._table.c.id)
        forgotten = len((await self.session.execute(gone)).all())
        log = queue_log_table(self.session.info["schema"])
        await self.session.execute(delete(log).where(log.c.created < before))
        return forgotten

    async def _end(self, job_id: UUID, attempt: int, *, state: JobState, **values: Any) -> None:
        """End the job and take it out of the queue, both or neither."""
        unfinished = (
            update(self._table)
            .where(
                self._table.c.id == job_id,
                self._table.c.attempts == attempt,
                self._table.c.finished_at.is_(None),
            )
            .values(state=state, finished_at=instant(), **values)
        )
        await self._one(unfinished)
        await self._unqueue(job_id)

    async def _unqueue(self, job_id: UUID) -> None:
        queued = queue_table(self.session.info["schema"])
        await self.session.execute(delete(queued).where(queued.c.dedupe_key == str(job_id)))

    async def _locked(self, job_id: UUID) -> Row[Any] | None:
        statement = select(self._table).where(self._table.c.id == job_id).with_for_update()
        return (await self.session.execute(statement)).first()

    async def _one(self, statement: Update) -> None:
        if (await self.session.execute(statement.returning(self._table.c.id))).first() is None:
            raise JobLost

    def _mine(self, job_id: UUID, attempt: int) -> Update:
        return update(self._table).where(
            self._table.c.id == job_id,
            self._table.c.attempts == attempt,
            self._table.c.state == JobState.RUNNING,
        )

    @property
    def _table(self) -> Table:
        return jobs_table(self.session.info["schema"])


def _json(values: Mapping[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = orjson.loads(orjson.dumps(dict(values), default=str))
    return members

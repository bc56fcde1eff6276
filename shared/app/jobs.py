"""Long work over HTTP: where a job stands, the caller's own jobs, and an end to one that is not wanted."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy import Row, select

from shared.auth.guards import may
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.language import CallersLanguage, Language
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.models import Answer, Instant
from shared.http.refused import refusals
from shared.http.sessions import Read, Write
from shared.jobs.errors import JobFinished, JobOfAnother, JobUnknown
from shared.jobs.record import Jobs, JobState
from shared.jobs.tables import jobs_table
from shared.messages.catalogue import Catalogue


class ProgressOut(Answer):
    """How far the work is."""

    done: int = Field(description="Items dealt with.")
    total: int | None = Field(None, description="Items in all, once known.")


class JobErrorOut(Answer):
    """Why a job failed."""

    code: str = Field(description="For programs; never localised.")
    title: str = Field(description="For people, in the caller's language.")
    detail: str = Field(description="For people, in the caller's language.")


class JobOut(Answer):
    """One piece of long work."""

    id: UUID
    name: str = Field(description="What kind of work it is.", examples=["import_organisations"])
    state: JobState = Field(description="queued and running go on; the others are final.")
    progress: ProgressOut
    attempts: int = Field(description="How often the work was begun; a crash of a worker begins it anew.")
    result: Mapping[str, Any] | None = Field(None, description="Small facts about what came of it.")
    result_url: str | None = Field(None, description="Where to fetch what it made.")
    errors_url: str | None = Field(None, description="Where to fetch what was wrong with the input.")
    error: JobErrorOut | None = None
    created_at: Instant
    started_at: Instant | None = None
    finished_at: Instant | None = None


def shown(row: Row[Any], catalogue: Catalogue, language: Language) -> JobOut:
    """A job as its reader sees it."""
    error = None
    if row.error_code is not None:
        message = catalogue.render(row.error_code, language, row.error_params or {})
        error = JobErrorOut(code=row.error_code, title=message.title, detail=message.detail)
    return JobOut(
        id=row.id,
        name=row.name,
        state=row.state,
        progress=ProgressOut(done=row.progress_done, total=row.progress_total),
        attempts=row.attempts,
        result=row.result,
        result_url=row.result_url,
        errors_url=row.errors_url,
        error=error,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def jobs_router(service: str) -> APIRouter:
    """`/jobs`, `/jobs/{id}` and `/jobs/{id}/cancel` of one service."""
    router = APIRouter(tags=["jobs"])
    jobs = jobs_table(service)
    newest_first = Keyset(sorts={"created_at": jobs.c.id}, tie=jobs.c.id, default="-created_at")

    @router.get("/jobs")
    async def list_jobs(
        caller: Annotated[Caller, may(f"{service}:jobs:read")],
        request: Request,
        session: Read,
        page: Paging,
        language: CallersLanguage,
        state: Annotated[Listed[JobState] | None, Query(description="Only these states.")] = None,
    ) -> Page[JobOut]:
        """The jobs that the caller has asked for, newest first."""
        statement = select(jobs).where(jobs.c.requested_by == caller.subject)
        if state:
            statement = statement.where(jobs.c.state.in_(state))
        catalogue: Catalogue = request.app.state.catalogue
        return await page.of(session, statement, newest_first, lambda row: shown(row, catalogue, language))

    @router.get("/jobs/{job_id}", responses=refusals(JobUnknown), dependencies=[may(f"{service}:jobs:read")])
    async def read_job(
        job_id: UUID,
        request: Request,
        session: Read,
        language: CallersLanguage,
    ) -> JobOut:
        """One job: asked for by the caller, or within the caller's organisations and regions."""
        return shown(await Jobs(session).get(job_id), request.app.state.catalogue, language)

    @router.post(
        "/jobs/{job_id}/cancel",
        responses=refusals(JobUnknown, JobOfAnother, JobFinished),
        dependencies=[may(f"{service}:jobs:write")],
    )
    async def cancel_job(
        job_id: UUID,
        request: Request,
        session: Write,
        language: CallersLanguage,
        once: Once,
    ) -> JobOut:
        """End a job: one that waits at once, one that runs when its worker next looks; what it did stays."""
        jobs_seen = Jobs(session)

        async def cancel() -> UUID:
            await jobs_seen.cancel(job_id)
            return job_id

        async def show(reference: UUID) -> JobOut:
            return shown(await jobs_seen.get(reference), request.app.state.catalogue, language)

        return await once(cancel, show=show)

    return router

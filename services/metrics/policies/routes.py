"""Policy documents, clauses and tasks over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.metrics.policies.dependencies import Desk, Shelf
from services.metrics.policies.errors import (
    DocumentNotFound,
    ProgressUnfit,
    TaskNotFound,
    TaskOfAnotherRegion,
)
from services.metrics.policies.repository import TaskFilters
from services.metrics.policies.rules import TaskState
from services.metrics.policies.schemas import (
    Code,
    DocumentItem,
    DocumentOut,
    FoundClause,
    ReportProgress,
    TaskDetail,
    TaskOut,
)
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.models import Line
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals

router = APIRouter(tags=["policies"])

Anyone = Annotated[Caller, anyone()]
Reporter = Annotated[
    Caller,
    may(
        "metrics:task:write",
        Role.CITY_OFFICER,
        Role.DEPARTMENT_OFFICER,
        Role.PROGRAMME_OFFICER,
        Role.ZONE_OFFICER,
    ),
]
Words = Annotated[Line, Query(max_length=60, description="Words to be found, as they are written.")]


@router.get("/documents")
async def list_documents(
    caller: Anyone,
    shelf: Shelf,
    page: Paging,
    *,
    q: Annotated[Words | None, Query(description="Words in title or number.")] = None,
    region: Annotated[str | None, Query(max_length=20, description="Code of the region it binds.")] = None,
) -> Page[DocumentItem]:
    """Policy documents in their newest edition (M01); `q` in title, issuer and number."""
    return await shelf.list(page, q=q, region=region)


@router.get("/documents/{document}", responses=refusals(DocumentNotFound))
async def show_document(caller: Anyone, document: Code, shelf: Shelf, tag: Tag) -> DocumentOut:
    """A document with its structure and the clauses that targets and tasks cite, verbatim."""
    shown = await shelf.show(document)
    tag(shown.edition)
    return shown


@router.get("/clauses")
async def search_clauses(
    caller: Anyone,
    shelf: Shelf,
    page: Paging,
    *,
    q: Words,
    document: Annotated[Code | None, Query(description="Only in this document.")] = None,
) -> Page[FoundClause]:
    """Clauses that hold these words, in heading or text."""
    return await shelf.search(page, q=q, document=document)


@router.get("/tasks")
async def list_tasks(
    caller: Anyone,
    shelf: Shelf,
    page: Paging,
    *,
    document: Annotated[Code | None, Query(description="The document that sets them.")] = None,
    unit: Annotated[Line | None, Query(description="Responsible or supporting unit.")] = None,
    state: Annotated[TaskState | None, Query(description="As last reported.")] = None,
) -> Page[TaskOut]:
    """Tasks with their units and how far they are (M01)."""
    return await shelf.list_tasks(page, TaskFilters(document=document, unit=unit, state=state))


@router.get("/documents/{document}/tasks/{task}", responses=refusals(TaskNotFound))
async def show_task(caller: Anyone, document: Code, task: Code, shelf: Shelf, tag: Tag) -> TaskDetail:
    """A task with what its units have reported."""
    shown = await shelf.show_task((await shelf.task(document, task)).id)
    tag(shown.version)
    return shown


@router.post(
    "/documents/{document}/tasks/{task}/progress-reports",
    status_code=201,
    responses=refusals(TaskNotFound, TaskOfAnotherRegion, ProgressUnfit, StaleVersion),
)
async def report_progress(  # noqa: PLR0913 - key, version, body and wiring
    caller: Reporter,
    document: Code,
    task: Code,
    body: ReportProgress,
    desk: Desk,
    *,
    if_match: IfMatch,
    once: Once,
) -> TaskDetail:
    """A unit says how far its task is; `If-Match` names the version of the task."""
    return await once(lambda: desk.report(document, task, body, seen=if_match), show=desk.show)

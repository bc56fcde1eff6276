"""Imports of marks over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.trademark.mark_imports.dependencies import Desk, Reader
from services.trademark.mark_imports.errors import MarkImportNotFound, MarkImportUnfit
from services.trademark.mark_imports.rules import TEMPLATE
from services.trademark.mark_imports.schemas import MarkDifference, MarkImportOut, StartMarkImport
from services.trademark.marks.workflow import RECORDERS
from shared.auth.guards import may
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileUnknown
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.refused import refusals
from shared.imports.desk import WORKBOOK, Outcomes, template_answer

router = APIRouter(prefix="/mark-imports", tags=["mark-imports"])

Officer = Annotated[Caller, may("trademark:import:write", *sorted(RECORDERS))]
Reading = Annotated[Caller, may("trademark:import:read", *sorted(RECORDERS))]


@router.get("/template", response_class=Response, responses=WORKBOOK)
async def fetch_marks_template(caller: Reading) -> Response:
    """The .xlsx to fill in: * marks what is required, goods are written as `31-3105 新鲜大蒜；29 腌制蒜`."""
    return template_answer(TEMPLATE)


@router.post("", status_code=202, responses=refusals(FileUnknown, FileNotReady, MarkImportUnfit))
async def start_mark_import(
    caller: Officer, response: Response, body: StartMarkImport, desk: Desk, once: Once
) -> MarkImportOut:
    """Read an uploaded list of marks: a dry run by default; rows outside the own region are refused (T15)."""
    started = await once(lambda: desk.start(body), show=desk.show)
    response.headers["Location"] = f"/trademark/v1/jobs/{started.job_id}"
    return started


@router.get("/{import_id}", responses=refusals(MarkImportNotFound))
async def show_mark_import(caller: Reading, import_id: UUID, reader: Reader) -> MarkImportOut:
    """One of the caller's imports with its counts so far, and the file of what was refused."""
    return await reader.show(import_id)


@router.get("/{import_id}/differences", responses=refusals(MarkImportNotFound))
async def list_mark_differences(
    caller: Reading,
    import_id: UUID,
    reader: Reader,
    page: Paging,
    *,
    outcome: Outcomes = [],  # noqa: B006 - FastAPI copies
) -> Page[MarkDifference]:
    """Row by row what the list brings: new marks, changed fields, what is known, what was refused."""
    return await reader.differences(page, import_id, outcome)

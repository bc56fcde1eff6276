"""Imports over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.registry.imports.dependencies import Desk, Reader
from services.registry.imports.errors import ImportNotFound
from services.registry.imports.rules import TEMPLATE
from services.registry.imports.schemas import ImportDifference, ImportOut, StartImport
from shared.auth.guards import may
from shared.codes.roles import OFFICERS
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileUnknown
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.refused import refusals
from shared.imports.desk import WORKBOOK, Outcomes, template_answer

router = APIRouter(prefix="/imports", tags=["imports"])

Officer = Annotated[Caller, may("registry:import:write", *sorted(OFFICERS))]
Reading = Annotated[Caller, may("registry:import:read", *sorted(OFFICERS))]


@router.get("/templates/organisations", response_class=Response, responses=WORKBOOK)
async def fetch_organisations_template(caller: Reading) -> Response:
    """The .xlsx to fill in: one row an organisation and year; * marks what is required (R15)."""
    return template_answer(TEMPLATE)


@router.post("", status_code=202, responses=refusals(FileUnknown, FileNotReady))
async def start_import(
    caller: Officer, response: Response, body: StartImport, desk: Desk, once: Once
) -> ImportOut:
    """Read an uploaded table: a dry run by default; rows outside the own region are row errors (R15)."""
    started = await once(lambda: desk.start(body), show=desk.show)
    response.headers["Location"] = f"/registry/v1/jobs/{started.job_id}"
    return started


@router.get("/{import_id}", responses=refusals(ImportNotFound))
async def show_import(caller: Reading, import_id: UUID, reader: Reader) -> ImportOut:
    """One of the caller's imports with its counts so far, and the workbook of what failed."""
    return await reader.show(import_id)


@router.get("/{import_id}/differences", responses=refusals(ImportNotFound))
async def list_import_differences(
    caller: Reading,
    import_id: UUID,
    reader: Reader,
    page: Paging,
    *,
    outcome: Outcomes = [],  # noqa: B006 - FastAPI copies
) -> Page[ImportDifference]:
    """Row by row what the table brings: what is new, changed, known already, or refused."""
    return await reader.differences(page, import_id, outcome)

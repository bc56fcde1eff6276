"""Imports of indications over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.trademark.indication_imports.dependencies import Desk, Reader
from services.trademark.indication_imports.errors import IndicationImportNotFound
from services.trademark.indication_imports.rules import TEMPLATE
from services.trademark.indication_imports.schemas import (
    IndicationDifference,
    IndicationImportOut,
    StartIndicationImport,
)
from shared.auth.guards import may
from shared.codes.roles import OFFICERS
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileUnknown
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.refused import refusals
from shared.imports.desk import WORKBOOK, Outcomes, template_answer

router = APIRouter(prefix="/indication-imports", tags=["indication-imports"])

Officer = Annotated[Caller, may("trademark:import:write", *sorted(OFFICERS))]
Reading = Annotated[Caller, may("trademark:import:read", *sorted(OFFICERS))]


@router.get("/template", response_class=Response, responses=WORKBOOK)
async def fetch_indications_template(caller: Reading) -> Response:
    """The .xlsx to fill in: * marks what is required; a product has a row for each of its legal forms."""
    return template_answer(TEMPLATE)


@router.post("", status_code=202, responses=refusals(FileUnknown, FileNotReady))
async def start_indication_import(
    caller: Officer, response: Response, body: StartIndicationImport, desk: Desk, once: Once
) -> IndicationImportOut:
    """Read an uploaded list of indications: a dry run by default; rows outside the own region are refused."""
    started = await once(lambda: desk.start(body), show=desk.show)
    response.headers["Location"] = f"/trademark/v1/jobs/{started.job_id}"
    return started


@router.get("/{import_id}", responses=refusals(IndicationImportNotFound))
async def show_indication_import(caller: Reading, import_id: UUID, reader: Reader) -> IndicationImportOut:
    """One of the caller's imports with its counts so far, and the file of what was refused."""
    return await reader.show(import_id)


@router.get("/{import_id}/differences", responses=refusals(IndicationImportNotFound))
async def list_indication_differences(
    caller: Reading,
    import_id: UUID,
    reader: Reader,
    page: Paging,
    *,
    outcome: Outcomes = [],  # noqa: B006 - FastAPI copies
) -> Page[IndicationDifference]:
    """Row by row what the list brings: new forms, changed fields, what is known, what was refused."""
    return await reader.differences(page, import_id, outcome)

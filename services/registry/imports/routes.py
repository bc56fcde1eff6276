"""Imports over HTTP."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Response

from services.registry.imports.dependencies import Desk, Reader
from services.registry.imports.errors import ImportNotFound
from services.registry.imports.schemas import ImportOut, StartImport
from services.registry.imports.service import XLSX, empty_template
from services.registry.intake.rules import TEMPLATE
from shared.auth.guards import may
from shared.codes.roles import OFFICERS
from shared.db.caller import Caller
from shared.files.errors import FileNotReady, FileUnknown
from shared.http.idempotency import Once
from shared.http.refused import refusals

router = APIRouter(prefix="/imports", tags=["imports"])

Officer = Annotated[Caller, may("registry:import:write", *sorted(OFFICERS))]
Reading = Annotated[Caller, may("registry:import:read", *sorted(OFFICERS))]


@router.get(
    "/templates/organisations",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def fetch_organisations_template(caller: Reading) -> Response:
    """The .xlsx to fill in: one row an organisation and year; * marks what is required (R15)."""
    name = quote(f"{TEMPLATE.name}-{TEMPLATE.version}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(empty_template(), media_type=XLSX, headers=headers)


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

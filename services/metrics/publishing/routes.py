"""Sheets over HTTP: approval from below, and publication."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.metrics.publishing.dependencies import Desk, Reader
from services.metrics.reporting.errors import SheetNotFound, WindowNotFound
from services.metrics.reporting.schemas import SheetOut, SheetsOut, TakeSheetStep
from services.metrics.reporting.workflow import APPROVERS, REPORTERS
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.preconditions import IfMatch
from shared.http.refused import refusals
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["reporting"])

Watcher = Annotated[
    Caller, may("metrics:report:read", *sorted(REPORTERS | APPROVERS), Role.SUPERVISOR, Role.AUDITOR)
]
Approver = Annotated[Caller, may("metrics:report:decide", Role.CITY_OFFICER, Role.PROGRAMME_OFFICER)]


@router.get("/report-windows/{window_id}/sheets", responses=refusals(WindowNotFound))
async def list_sheets(caller: Watcher, window_id: UUID, reader: Reader) -> SheetsOut:
    """The regions above the units, as far as the caller covers them."""
    return await reader.show_all(window_id)


@router.post(
    "/report-sheets/{sheet_id}/actions", responses=refusals(SheetNotFound, ActionNotAllowed, StaleVersion)
)
async def act_on_sheet(
    caller: Approver, sheet_id: UUID, body: TakeSheetStep, desk: Desk, if_match: IfMatch, *, once: Once
) -> SheetOut:
    """Approve a city's sheet, or publish the top one: then every approved report becomes figures (M06)."""
    return await once(lambda: desk.step(sheet_id, body, seen=if_match), show=desk.show)

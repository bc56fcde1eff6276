"""Reports over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.metrics.reporting.dependencies import Desk, Reader
from services.metrics.reporting.errors import (
    ReasonMissing,
    ReportBegun,
    ReportNotFound,
    ReportNotOpen,
    ReportUnfit,
    UnitOutOfReach,
    WindowNotFound,
)
from services.metrics.reporting.models import Report
from services.metrics.reporting.schemas import (
    BeginReport,
    FillReport,
    ReportItem,
    ReportOut,
    TakeReportStep,
)
from services.metrics.reporting.workflow import APPROVERS, REPORTERS, ReportState
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.http.telling import Telling
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["reporting"])

Reporter = Annotated[Caller, may("metrics:report:write", *sorted(REPORTERS))]
Officer = Annotated[Caller, may("metrics:report:decide", *sorted(REPORTERS | APPROVERS))]
Watcher = Annotated[
    Caller, may("metrics:report:read", *sorted(REPORTERS | APPROVERS), Role.SUPERVISOR, Role.AUDITOR)
]
R = Report.__table__.c
REPORTS = Keyset({"region": R.region}, tie=R.id, default="region")


@router.get("/report-windows/{window_id}/reports")
async def list_reports(
    caller: Watcher,
    window_id: UUID,
    reader: Reader,
    page: Paging,
    *,
    state: Annotated[Listed[ReportState] | None, Query(description="In these states.")] = None,
) -> Page[ReportItem]:
    """Reports of the own region, published or not."""
    reports = reader.reports
    listing = reports.listing(window_id, state or ())
    return await page.of(reports.session, listing, REPORTS, ReportItem.model_validate)


@router.post(
    "/report-windows/{window_id}/reports",
    status_code=201,
    responses=refusals(WindowNotFound, ReportBegun, ReportUnfit, UnitOutOfReach),
)
async def begin_report(  # noqa: PLR0913 - key, body, language and wiring
    caller: Reporter,
    window_id: UUID,
    body: BeginReport,
    desk: Desk,
    once: Once,
    response: Response,
    *,
    telling: Telling,
) -> ReportOut:
    """Begin the report of a unit that is asked (M06)."""
    begun = telling.told(await once(lambda: desk.begin(window_id, body), show=desk.show))
    response.headers["Location"] = f"/metrics/v1/reports/{begun.id}"
    return begun


@router.get("/reports/{report_id}", responses=refusals(ReportNotFound))
async def show_report(
    caller: Watcher, report_id: UUID, reader: Reader, tag: Tag, telling: Telling
) -> ReportOut:
    """A report, and what the checks say of it."""
    shown = telling.told(await reader.show(report_id))
    tag(shown.version, telling.language)
    return shown


@router.put(
    "/reports/{report_id}", responses=refusals(ReportNotFound, ReportNotOpen, ReportUnfit, StaleVersion)
)
async def fill_report(
    caller: Reporter, report_id: UUID, body: FillReport, desk: Desk, if_match: IfMatch, *, telling: Telling
) -> ReportOut:
    """Fill a draft in; what was in it is replaced, and it may stay unfinished."""
    return telling.told(await desk.show(await desk.fill(report_id, body, seen=if_match)))


@router.post(
    "/reports/{report_id}/actions",
    responses=refusals(ReportNotFound, ActionNotAllowed, ReasonMissing, StaleVersion),
)
async def act_on_report(  # noqa: PLR0913 - key, version, body, language and wiring
    caller: Officer,
    report_id: UUID,
    body: TakeReportStep,
    desk: Desk,
    if_match: IfMatch,
    *,
    once: Once,
    telling: Telling,
) -> ReportOut:
    """Hand in, approve, return with a reason, or revise what was published (M06)."""
    return telling.told(await once(lambda: desk.step(report_id, body, seen=if_match), show=desk.show))

"""Forms and windows over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.metrics.forms.schemas import FormsOut, shipped_forms
from services.metrics.reporting.errors import UnitOutOfReach, WindowExists, WindowNotFound, WindowUnfit
from services.metrics.reporting.models import ReportWindow
from services.metrics.reporting.schemas import OpenWindow, StandingOut, WindowOut
from services.metrics.reporting.workflow import APPROVERS, REPORTERS
from services.metrics.windows.dependencies import Desk, Reader
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Page, Paging
from shared.http.refused import refusals

router = APIRouter(tags=["reporting"])

Anyone = Annotated[Caller, anyone()]
Asker = Annotated[Caller, may("metrics:window:write", Role.PROGRAMME_OFFICER, Role.STATISTICIAN)]
Watcher = Annotated[
    Caller, may("metrics:report:read", *sorted(REPORTERS | APPROVERS), Role.SUPERVISOR, Role.AUDITOR)
]
W = ReportWindow.__table__.c
WINDOWS = Keyset({"closes_on": W.closes_on}, tie=W.id, default="-closes_on")


@router.get("/report-forms")
async def list_forms(caller: Anyone) -> FormsOut:
    """The forms by which figures come that no service owns (M06, M08)."""
    return FormsOut(items=list(shipped_forms().values()))


@router.get("/report-windows")
async def list_windows(
    caller: Anyone,
    reader: Reader,
    page: Paging,
    *,
    form: Annotated[str | None, Query(max_length=60, description="Of this form.")] = None,
) -> Page[WindowOut]:
    """Who is asked for what, until when; latest deadline first."""
    reports = reader.reports
    return await page.of(reports.session, reports.windows(form), WINDOWS, WindowOut.model_validate)


@router.post(
    "/report-windows", status_code=201, responses=refusals(WindowExists, WindowUnfit, UnitOutOfReach)
)
async def open_window(
    caller: Asker, body: OpenWindow, desk: Desk, once: Once, response: Response
) -> WindowOut:
    """Ask a form of some regions for one period; from now on their figures are expected."""
    opened = await once(lambda: desk.open(body), show=desk.show)
    response.headers["Location"] = f"/metrics/v1/report-windows/{opened.id}"
    return opened


@router.get("/report-windows/{window_id}", responses=refusals(WindowNotFound))
async def show_window(caller: Anyone, window_id: UUID, reader: Reader) -> WindowOut:
    """One window."""
    return await reader.show(window_id)


@router.get("/report-windows/{window_id}/standing", responses=refusals(WindowNotFound))
async def show_standing(caller: Watcher, window_id: UUID, reader: Reader) -> StandingOut:
    """Which units of the own region are missing, late, or how far they are."""
    return await reader.standing(window_id)

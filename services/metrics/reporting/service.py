"""Use cases on reports: begun, filled in, handed in, approved or returned, revised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.metrics.boundaries.rules import tree
from services.metrics.forms.rules import Filled, Finding, blocking, findings
from services.metrics.forms.schemas import FormOut, shipped_forms
from services.metrics.observations.repository import Expectations, Observations
from services.metrics.observations.rules import Unit, kept
from services.metrics.readings.rules import Basis, SeriesQuestion, Window
from services.metrics.reporting.errors import (
    ReasonMissing,
    ReportBegun,
    ReportNotOpen,
    ReportUnfit,
    UnitOutOfReach,
)
from services.metrics.reporting.models import Report, ReportWindow, Sheet
from services.metrics.reporting.repository import Reports
from services.metrics.reporting.rules import ReportFacts
from services.metrics.reporting.schemas import (
    BeginReport,
    FillReport,
    FindingOut,
    ReportItem,
    ReportOut,
    TakeReportStep,
)
from services.metrics.reporting.workflow import REPORT, SHEET, ReportAction, ReportState, SheetState
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.work import as_house
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant

OPEN = frozenset({ReportState.DRAFT, ReportState.RETURNED})
_REASONED = frozenset({ReportAction.RETURN, ReportAction.REVISE})


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """What a unit and those above it do with its report."""

    reports: Reports
    observations: Observations
    trail: Trail
    caller: Caller
    clock: Clock

    async def begin(self, window_id: UUID, body: BeginReport) -> UUID:
        """A draft for a unit that is asked, by whoever covers it."""
        window = await self.reports.window(window_id)
        if body.region not in window.units:
            raise ReportUnfit(errors=[FieldError("unit_not_asked", pointer="/region")])
        path = tree(()).path(body.region)
        if not self.caller.covers(organisation=None, region=path):
            raise UnitOutOfReach
        if await self.reports.begun(window_id, body.region):
            raise ReportBegun
        report = Report(
            id=new_id(),
            window_id=window_id,
            region=body.region,
            region_path=path,
            state=ReportState.DRAFT.value,
            nil=False,
            figures={},
            entries=[],
            published_entries=[],
            explanations={},
            revision=1,
            late=False,
            created_at=instant(),
        )
        self.reports.add(report)
        await self.reports.session.flush()
        await self.trail.append(report_entry(report, "create", None))
        return report.id

    async def fill(self, report_id: UUID, body: FillReport, *, seen: int) -> UUID:
        """What the report says, whole; it may stay unfinished."""
        report = await self.reports.get(report_id, lock=True)
        require_version(report.version, seen)
        if report.state not in OPEN:
            raise ReportNotOpen
        form = shipped_forms()[(await self.reports.window(report.window_id)).form]
        _require_asked(form, body)
        written = body.model_dump(mode="json")
        report.nil, report.figures, report.entries = body.nil, written["figures"], written["entries"]
        report.explanations = written["explanations"]
        await self.reports.session.flush()
        return report_id

    async def step(self, report_id: UUID, body: TakeReportStep, *, seen: int) -> UUID:
        """Hand in, approve, return or revise; what lies above and was settled is opened again."""
        sheets = await self._sheets_above(report_id)
        report = await self.reports.get(report_id, lock=True)
        require_version(report.version, seen)
        action, source = ReportAction(body.action), ReportState(report.state)
        window = await self.reports.window(report.window_id)
        row = REPORT.step(source, action, self.caller.roles, await self._facts(report, window))
        if action in _REASONED and body.reason is None:
            raise ReasonMissing(errors=[FieldError("reason_missing", pointer="/reason")])
        report.state, report.reason = row.target.value, body.reason
        self._sign(report, action, window)
        await self.reports.session.flush()
        await self.trail.append(report_entry(report, action.value, source, reason=body.reason))
        async with as_house(self.reports.session):
            await self._tell_above(report, window, action, sheets)
        return report_id

    async def _sheets_above(self, report_id: UUID) -> Sequence[Sheet]:
        """Locked before the report, as publication locks them: no sheet is settled while a report changes."""
        report = await self.reports.get(report_id)
        async with as_house(self.reports.session):
            return await self.reports.sheets_above(report.window_id, report.region_path)

    async def show(self, report_id: UUID) -> ReportOut:
        """The report with what the checks say of it."""
        report = await self.reports.get(report_id)
        window = await self.reports.window(report.window_id)
        item = {name: getattr(report, name) for name in ReportItem.model_fields}
        return ReportOut(
            **item,
            figures=report.figures,
            entries=report.entries,
            explanations=report.explanations,
            findings=[FindingOut.model_validate(each) for each in await self._findings(report, window)],
        )

    def _sign(self, report: Report, action: ReportAction, window: ReportWindow) -> None:
        """Whose hands it passed through, and whether it came in time."""
        if action is ReportAction.SUBMIT:
            report.submitted_by, report.submitted_at = self.caller.subject, instant()
            report.late = report.late or self.clock.today() > window.closes_on
            report.approved_by = None
        elif action is ReportAction.APPROVE:
            report.approved_by = self.caller.subject
        elif action is ReportAction.REVISE:
            report.revision += 1

    async def _tell_above(
        self, report: Report, window: ReportWindow, action: ReportAction, sheets: Sequence[Sheet]
    ) -> None:
        """A step below opens the sheets of its ancestors again, and no others."""
        if action is ReportAction.SUBMIT:
            series = [field.series for field in shipped_forms()[window.form].fields]
            period = Window(window.period_from, window.period_to)
            expectations = Expectations(self.reports.session)
            await expectations.note(report.region, period, series, reported_at=instant())
        for sheet in sheets:
            if sheet.state != SheetState.OPEN:
                source, sheet.state = SheetState(sheet.state), SheetState.OPEN.value
                await self.reports.session.flush()
                await self.trail.append(sheet_entry(sheet, "reopen", source))

    async def _facts(self, report: Report, window: ReportWindow) -> ReportFacts:
        found = await self._findings(report, window)
        return ReportFacts(
            today=self.clock.today(),
            opens_on=window.opens_on,
            blocking=blocking(found, report.explanations),
            level=tree(()).get(report.region).level,
            roles=self.caller.roles,
            subject=self.caller.subject,
            hands=() if report.submitted_by is None else (report.submitted_by,),
        )

    async def _findings(self, report: Report, window: ReportWindow) -> tuple[Finding, ...]:
        form = shipped_forms()[window.form]
        if not form.fields:
            return ()
        figures, units = kept_figures(report.figures), units_of(report.figures)
        filled = Filled(figures, units, report.nil)
        return findings([field.rule() for field in form.fields], filled, await self._before(report, window))

    async def _before(self, report: Report, window: ReportWindow) -> Mapping[str, Decimal]:
        """The latest figures of the unit that end before this period."""
        until = Window(Window.year(1949).first, window.period_from)
        names = [field.series for field in shipped_forms()[window.form].fields]
        asked = [
            SeriesQuestion(series=name, region=report.region, window=until, basis=Basis.STOCK)
            for name in names
        ]
        read = await self.observations.read(asked)
        pairs = zip(names, read, strict=True)
        return {name: reading.value for name, reading in pairs if reading.value is not None}


def kept_figures(written: Mapping[str, Any]) -> dict[str, Decimal]:
    """Figures as they are kept: money in yuan."""
    return {name: kept(Decimal(each["value"]), Unit(each["unit"])) for name, each in written.items()}


def units_of(written: Mapping[str, Any]) -> dict[str, str]:
    return {name: each["unit"] for name, each in written.items()}


def _require_asked(form: FormOut, body: FillReport) -> None:
    """Nothing that the form does not ask for, and every listed amount where it does."""
    asked = {field.series for field in form.fields}
    faults = [
        FieldError("figure_not_asked", pointer=f"/figures/{name}")
        for name in body.figures
        if name not in asked
    ]
    for place, entry in enumerate(body.entries):
        if form.entity is None or (form.valued and entry.value is None):
            faults.append(FieldError("entry_unfit", pointer=f"/entries/{place}"))
    if faults:
        raise ReportUnfit(errors=faults)


PARTICIPLES: Mapping[str, str] = {
    "create": "begun",
    "submit": "submitted",
    "approve": "approved",
    "return": "returned",
    "publish": "published",
    "revise": "revised",
    "reopen": "reopened",
}


def report_entry(
    report: Report, transition: str, source: ReportState | None, *, reason: str | None = None
) -> Entry:
    """The trail of a report: for its region, without its figures."""
    return Entry(
        noun=REPORT.noun,
        object_id=report.id,
        transition=transition,
        state_from=source.value if source else None,
        state_to=report.state,
        event=f"report.{PARTICIPLES[transition]}",
        audience=Audience.REGION,
        region_path=report.region_path,
        reason=reason,
        payload={
            "window_id": report.window_id,
            "region": report.region,
            "state": report.state,
            "revision": report.revision,
            "late": report.late,
        },
    )


def sheet_entry(sheet: Sheet, transition: str, source: SheetState | None) -> Entry:
    """The trail of a sheet: for its region."""
    return Entry(
        noun=SHEET.noun,
        object_id=sheet.id,
        transition=transition,
        state_from=source.value if source else None,
        state_to=sheet.state,
        event=f"sheet.{PARTICIPLES[transition]}",
        audience=Audience.REGION,
        region_path=sheet.region_path,
        payload={"window_id": sheet.window_id, "region": sheet.region, "state": sheet.state},
    )

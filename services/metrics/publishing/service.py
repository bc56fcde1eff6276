"""Sheets are approved from below, and the top one published: then reports become figures and facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.metrics.boundaries.rules import tree
from services.metrics.entities.rules import REGION, Scalar, Told
from services.metrics.facts.repository import Generations, Ledger
from services.metrics.facts.service import refold
from services.metrics.feeds.rules import OWN, Handling
from services.metrics.forms.schemas import FormOut, shipped_forms
from services.metrics.observations.repository import Expectations
from services.metrics.observations.rules import Unit, kept
from services.metrics.observations.schemas import Figure
from services.metrics.observations.service import Recorder
from services.metrics.readings.rules import Origin, Window
from services.metrics.reporting.models import Report, ReportWindow, Sheet
from services.metrics.reporting.repository import Reports
from services.metrics.reporting.rules import SheetFacts
from services.metrics.reporting.schemas import (
    SheetOut,
    SheetsOut,
    TakeSheetStep,
)
from services.metrics.reporting.service import kept_figures, report_entry, sheet_entry
from services.metrics.reporting.workflow import SHEET, ReportState, SheetAction, SheetState
from shared.db.caller import Caller
from shared.db.history import Trail
from shared.db.ids import new_id
from shared.db.work import as_house
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant

SETTLED = frozenset({ReportState.APPROVED.value, ReportState.PUBLISHED.value})


@dataclass(frozen=True, slots=True)
class SheetDesk:
    """Cities approve, the province publishes."""

    reports: Reports
    recorder: Recorder
    trail: Trail
    caller: Caller
    clock: Clock

    async def step(self, sheet_id: UUID, body: TakeSheetStep, *, seen: int) -> UUID:
        """Approve a lower sheet, or publish the top one with everything approved below it."""
        sheet = await self.reports.sheet(sheet_id, lock=True)
        require_version(sheet.version, seen)
        window = await self.reports.window(sheet.window_id)
        action, source = SheetAction(body.action), SheetState(sheet.state)
        row = SHEET.step(source, action, self.caller.roles, await self._facts(sheet, window))
        sheet.state, sheet.decided_by = row.target.value, self.caller.subject
        await self.reports.session.flush()
        await self.trail.append(sheet_entry(sheet, action.value, source))
        if action is SheetAction.PUBLISH:
            async with as_house(self.reports.session):
                await self._publish(sheet, window)
        return sheet_id

    async def show(self, sheet_id: UUID) -> SheetOut:
        return SheetOut.model_validate(await self.reports.sheet(sheet_id))

    async def show_all(self, window_id: UUID) -> SheetsOut:
        await self.reports.window(window_id)
        found = await self.reports.sheets(window_id)
        return SheetsOut(items=[SheetOut.model_validate(each) for each in found])

    async def _facts(self, sheet: Sheet, window: ReportWindow) -> SheetFacts:
        """What lies directly below: units without a sheet between, and sheets."""
        regions = tree(())
        sheets = [each for each in await self.reports.sheets(window.id) if each.id != sheet.id]
        lower = [each for each in sheets if regions.get(each.region).parent == sheet.region]
        units = {unit for unit in window.units if sheet.region in {unit, regions.get(unit).parent}}
        reports = [row for row in await self.reports.states(window.id) if row.region in units]
        handed = [row for row in reports if row.submitted_by is not None]
        hands = {row.submitted_by for row in reports} | {row.approved_by for row in reports}
        return SheetFacts(
            today=self.clock.today(),
            closes_on=window.closes_on,
            top=sheet.top,
            waiting=sum(row.state not in SETTLED for row in handed)
            + sum(each.state == SheetState.OPEN for each in lower),
            missing=len(units) - len(handed),
            subject=self.caller.subject,
            hands=frozenset(hand for hand in hands | {each.decided_by for each in lower} if hand),
        )

    async def _publish(self, sheet: Sheet, window: ReportWindow) -> None:
        """Every approved report becomes figures and facts under one release."""
        form, moment = shipped_forms()[window.form], instant()
        reports = await self.reports.of_window(window.id, states=[ReportState.APPROVED.value])
        code = f"{window.form}-{window.region}-{window.period_to}-{sheet.version}"
        release = await self.recorder.observations.release(code, form.name["zh-CN"], self.clock.now())
        figures = [figure for report in reports for figure in _figures(form, window, report)]
        await self.recorder.publish(figures, origin=Origin.REPORT, release=release)
        period, series = Window(window.period_from, window.period_to), [f.series for f in form.fields]
        expectations = Expectations(self.reports.session)
        for report in reports:
            await expectations.note(report.region, period, series, approved_at=moment)
            if form.entity is not None:
                await self._tell(form, window, report, moment)
            report.state = ReportState.PUBLISHED.value
            await self.reports.session.flush()
            await self.trail.append(report_entry(report, "publish", ReportState.APPROVED))

    async def _tell(self, form: FormOut, window: ReportWindow, report: Report, moment: datetime) -> None:
        """The listed entities as facts: those named hold from the period on, those no longer named end."""
        session = self.reports.session
        ledger = Ledger(session, await Generations(session).held())
        named = {_entity_id(form, window, report, entry["name"]): entry for entry in report.entries}
        for before in report.published_entries:
            named.setdefault(_entity_id(form, window, report, before["name"]), {**before, "ended": True})
        entity = str(form.entity)
        for entity_id, entry in sorted(named.items()):
            told = _told(entity, window, report, entry, moment)
            await ledger.keep(told, entity_id=entity_id, position=0, handling=Handling.READ.value)
            await refold(ledger, OWN, entity, entity_id)
        report.published_entries = report.entries


def _told(entity: str, window: ReportWindow, report: Report, entry: dict[str, Any], moment: datetime) -> Told:
    attributes: dict[str, Scalar] = {
        REGION: report.region,
        "name": entry["name"],
        "publisher": entry.get("publisher"),
    }
    if entry.get("value"):
        attributes["value"] = str(kept(Decimal(entry["value"]["value"]), Unit(entry["value"]["unit"])))
    return Told(
        id=new_id(),
        feed=OWN,
        name=f"{entity}.published",
        sequence=report.version,
        known_at=moment,
        day=window.period_from,
        data={
            "holds_from": window.period_from.isoformat(),
            "attributes": attributes,
            "exists": "ended" not in entry,
        },
    )


def _entity_id(form: FormOut, window: ReportWindow, report: Report, name: str) -> UUID:
    """The same entity for the same name in the same unit and window, however often it is published."""
    return uuid5(NAMESPACE_URL, f"lupin:{form.entity}:{window.id}:{report.region}:{name}")


def _figures(form: FormOut, window: ReportWindow, report: Report) -> Iterable[Figure]:
    values = kept_figures(report.figures)
    for field in form.fields:
        yield Figure(
            series=field.series,
            region=report.region,
            first=window.period_from,
            last=window.period_to,
            value=Decimal(0) if report.nil else values[field.series],
            source=f"{form.name['zh-CN']} {report.region} ({report.revision})",
            source_id=report.id,
            reason=report.reason,
        )

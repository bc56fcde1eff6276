"""Windows: a form asked of some regions for one period, and how far they are with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.metrics.boundaries.rules import tree
from services.metrics.forms.schemas import FormOut, shipped_forms
from services.metrics.observations.repository import Expectations, Observations
from services.metrics.readings.rules import Basis, SeriesQuestion, Window
from services.metrics.reporting.errors import UnitOutOfReach, WindowUnfit
from services.metrics.reporting.models import ReportWindow, Sheet
from services.metrics.reporting.repository import Reports
from services.metrics.reporting.schemas import (
    OpenWindow,
    StandingOut,
    UnitOut,
    WindowOut,
)
from services.metrics.reporting.service import sheet_entry
from services.metrics.reporting.workflow import SheetState
from shared.codes.regions import Regions
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.time.clock import Clock, instant


@dataclass(frozen=True, slots=True)
class WindowDesk:
    """Opens windows, and says how far they are."""

    reports: Reports
    observations: Observations
    trail: Trail
    caller: Caller
    clock: Clock

    async def open(self, body: OpenWindow) -> UUID:
        """Ask a form of some regions; their figures are expected from now on."""
        regions = tree(())
        form = _require_fit(regions, body)
        path = regions.path(body.region)
        if not self.caller.covers(organisation=None, region=path):
            raise UnitOutOfReach
        window = ReportWindow(**body.model_dump(), id=new_id(), created_at=instant())
        self.reports.add(window)
        await self.reports.session.flush()
        sheets = [_sheet(window, regions, region) for region in sorted(_above(regions, body))]
        self.reports.add(*sheets)
        await self.reports.session.flush()
        await self.trail.begin([sheet_entry(sheet, "create", None) for sheet in sheets])
        await self._expect(window, form)
        await self.trail.append(_opened(window, path))
        return window.id

    async def show(self, window_id: UUID) -> WindowOut:
        return WindowOut.model_validate(await self.reports.window(window_id))

    async def standing(self, window_id: UUID) -> StandingOut:
        """Who is missing and who was late, among the units that the caller covers."""
        window = await self.reports.window(window_id)
        known = {row.region: row for row in await self.reports.states(window_id)}
        over = self.clock.today() > window.closes_on
        regions = tree(())
        items = [
            _unit(region, known.get(region), over=over)
            for region in sorted(window.units)
            if self.caller.covers(organisation=None, region=regions.path(region))
        ]
        return StandingOut(
            items=items,
            missing=sum(each.state in {"missing", "draft"} for each in items),
            late=sum(each.late for each in items),
        )

    async def _expect(self, window: ReportWindow, form: FormOut) -> None:
        """Each figure of each unit, with what it can hardly exceed."""
        asked = [
            (field, region, _before(field.series, region, window))
            for field in form.fields
            for region in window.units
        ]
        read = await self.observations.read([question for _, _, question in asked])
        rows = [
            {
                "series": field.series,
                "period_from": window.period_from,
                "period_to": window.period_to,
                "region": region,
                "expected_at": instant(),
                "at_most": None if earlier.value is None else earlier.value * Decimal(field.growth),
            }
            for (field, region, _), earlier in zip(asked, read, strict=True)
        ]
        await Expectations(self.reports.session).ask(rows)


def _above(regions: Regions, body: OpenWindow) -> set[str]:
    """Every region strictly above a unit, up to the one that asks; that one always."""
    found = {body.region}
    for unit in body.units:
        above = regions.get(unit).parent
        while above is not None and above not in found and regions.path(above) != regions.path(body.region):
            found.add(above)
            above = regions.get(above).parent
    return found


def _sheet(window: ReportWindow, regions: Regions, region: str) -> Sheet:
    return Sheet(
        id=new_id(),
        window_id=window.id,
        region=region,
        region_path=regions.path(region),
        top=region == window.region,
        state=SheetState.OPEN.value,
        created_at=instant(),
    )


def _require_fit(regions: Regions, body: OpenWindow) -> FormOut:
    form = shipped_forms().get(body.form)
    faults = [] if form else [FieldError("form_unknown", pointer="/form")]
    if body.period_to < body.period_from:
        faults.append(FieldError("period_empty", pointer="/period_to"))
    if body.closes_on < body.opens_on:
        faults.append(FieldError("period_empty", pointer="/closes_on"))
    faults += _unfit_units(regions, body)
    if form is None or faults:
        raise WindowUnfit(errors=faults)
    return form


def _unfit_units(regions: Regions, body: OpenWindow) -> Sequence[FieldError]:
    """Units are different regions of the period's last day, each within the one that asks."""
    if body.region not in regions:
        return [FieldError("region_unknown", pointer="/region")]
    within = regions.path(body.region)
    return [
        FieldError("unit_unfit", pointer=f"/units/{place}")
        for place, unit in enumerate(body.units)
        if unit in body.units[:place]
        or unit not in regions
        or not regions.get(unit).is_valid(body.period_to)
        or not regions.path(unit).startswith(within)
    ]


def _before(series: str, region: str, window: ReportWindow) -> SeriesQuestion:
    until = Window(Window.year(1949).first, window.period_from)
    return SeriesQuestion(series=series, region=region, window=until, basis=Basis.STOCK)


def _unit(region: str, row: Any, *, over: bool) -> UnitOut:
    if row is None:
        return UnitOut(region=region, state="missing", late=over)
    return UnitOut(region=region, state=row.state, late=row.late or (over and row.submitted_by is None))


def _opened(window: ReportWindow, path: str) -> Entry:
    """Public: who is asked for what, until when."""
    return Entry(
        noun="report_window",
        object_id=window.id,
        transition="open",
        event="report_window.opened",
        audience=Audience.PUBLIC,
        region_path=path,
        payload={
            "form": window.form,
            "region": window.region,
            "period_from": window.period_from,
            "period_to": window.period_to,
            "opens_on": window.opens_on,
            "closes_on": window.closes_on,
        },
    )

"""Every query on windows, reports and sheets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.reporting.errors import ReportNotFound, SheetNotFound, WindowNotFound
from services.metrics.reporting.models import Report, ReportWindow, Sheet
from services.metrics.reporting.schemas import ReportItem

ITEM = tuple(getattr(Report, name) for name in ReportItem.model_fields)


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports and sheets that the session's caller covers; windows are everybody's."""

    session: AsyncSession

    async def window(self, window_id: UUID) -> ReportWindow:
        found = await self.session.get(ReportWindow, window_id)
        if found is None:
            raise WindowNotFound
        return found

    async def get(self, report_id: UUID, *, lock: bool = False) -> Report:
        found = await self.session.get(
            Report, report_id, with_for_update=True if lock else None, populate_existing=lock
        )
        if found is None:
            raise ReportNotFound
        return found

    async def sheet(self, sheet_id: UUID, *, lock: bool = False) -> Sheet:
        found = await self.session.get(
            Sheet, sheet_id, with_for_update=True if lock else None, populate_existing=lock
        )
        if found is None:
            raise SheetNotFound
        return found

    async def begun(self, window_id: UUID, region: str) -> bool:
        statement = select(Report.id).where(Report.window_id == window_id, Report.region == region)
        return await self.session.scalar(statement) is not None

    async def of_window(self, window_id: UUID, *, states: Collection[str] = ()) -> Sequence[Report]:
        """The reports of a window, locked in the order of their regions."""
        statement = select(Report).where(Report.window_id == window_id).order_by(Report.region)
        if states:
            statement = statement.where(Report.state.in_(states))
        return (await self.session.scalars(statement.with_for_update())).all()

    async def states(self, window_id: UUID) -> Sequence[Any]:
        """Region, path, state, hands and lateness of every report, without locks."""
        columns = (Report.region, Report.region_path, Report.state, Report.late)
        more = (Report.submitted_by, Report.approved_by)
        rows = await self.session.execute(select(*columns, *more).where(Report.window_id == window_id))
        return rows.all()

    async def sheets(self, window_id: UUID) -> Sequence[Sheet]:
        statement = select(Sheet).where(Sheet.window_id == window_id).order_by(Sheet.region)
        return (await self.session.scalars(statement)).all()

    async def sheets_above(self, window_id: UUID, path: str) -> Sequence[Sheet]:
        """The sheets of a unit's ancestors, locked: lower ones first, as every writer takes them."""
        above = literal(path).startswith(Sheet.region_path, autoescape=False)
        statement = select(Sheet).where(Sheet.window_id == window_id, above)
        ordered = statement.order_by(func.length(Sheet.region_path).desc())
        return (await self.session.scalars(ordered.with_for_update())).all()

    def add(self, *rows: ReportWindow | Report | Sheet) -> None:
        self.session.add_all(rows)

    def windows(self, form: str | None) -> Select[Any]:
        """Windows as a list shows them, without order."""
        chosen = select(*ReportWindow.__table__.c)
        return chosen if form is None else chosen.where(ReportWindow.form == form)

    def listing(self, window_id: UUID, states: Collection[str]) -> Select[Any]:
        """Reports as a list shows them, without order."""
        chosen = select(*ITEM).where(Report.window_id == window_id)
        return chosen.where(Report.state.in_(states)) if states else chosen

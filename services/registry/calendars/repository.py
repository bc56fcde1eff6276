"""Every query on the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.calendars.errors import CalendarYearUnknown
from services.registry.calendars.models import CalendarDay, CalendarYear
from services.registry.calendars.schemas import CalendarDayOut, CalendarYearOut
from shared.time.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendar as this registry keeps it; other services follow it by feed."""

    session: AsyncSession

    async def lock(self, year: int) -> CalendarYear:
        """The year, held until the transaction ends."""
        found = await self.session.get(CalendarYear, year, with_for_update=True)
        if found is None:
            raise CalendarYearUnknown(year=year)
        return found

    async def show(self, year: int) -> CalendarYearOut:
        """A year with its days."""
        found = await self.session.get(CalendarYear, year)
        if found is None:
            raise CalendarYearUnknown(year=year)
        return CalendarYearOut(
            year=year,
            published=found.published,
            source=found.source,
            days=[CalendarDayOut.model_validate(day) for day in await self._days(year)],
            version=found.version,
        )

    async def put(self, day: CalendarDay) -> None:
        """Name a day, or say anew what it is."""
        values = {
            "year": day.year,
            "kind": day.kind,
            "name": day.name,
            "source": day.source,
        }
        statement = insert(CalendarDay).values(day=day.day, **values)
        await self.session.execute(statement.on_conflict_do_update(index_elements=["day"], set_=values))

    async def working_calendar(self) -> WorkingCalendar:
        """The whole calendar as a value: some nine hundred named days."""
        days = (await self.session.execute(select(CalendarDay.day, CalendarDay.kind))).all()
        years = await self.session.scalars(select(CalendarYear.year).where(CalendarYear.published))
        return WorkingCalendar({row.day: row.kind for row in days}, frozenset(years))

    async def find_day(self, day: date) -> CalendarDay | None:
        return await self.session.get(CalendarDay, day)

    async def _days(self, year: int) -> Sequence[CalendarDay]:
        statement = select(CalendarDay).where(CalendarDay.year == year).order_by(CalendarDay.day)
        return (await self.session.scalars(statement)).all()

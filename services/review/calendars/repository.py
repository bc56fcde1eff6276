"""Every query on the copy of the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.calendars.models import CalendarDay, CalendarYear
from shared.time.calendar import DayKind, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendar as registry last told it."""

    session: AsyncSession

    async def working(self) -> WorkingCalendar:
        """The whole calendar as a value: some nine hundred named days, one query each for days and years."""
        days = await self.session.execute(select(CalendarDay.day, CalendarDay.kind))
        years = await self.session.scalars(select(CalendarYear.year).where(CalendarYear.published))
        return WorkingCalendar({row.day: DayKind(row.kind) for row in days}, frozenset(years))

    async def take_over(self, facts: Mapping[str, Any]) -> None:
        """What registry told of a day or a year; an older telling changes nothing."""
        year = {key: facts[key] for key in ("year", "published", "version")}
        newer = insert(CalendarYear).values(year)
        taken = await self.session.execute(
            newer.on_conflict_do_update(
                index_elements=["year"],
                set_={"published": newer.excluded.published, "version": newer.excluded.version},
                where=CalendarYear.version < newer.excluded.version,
            ).returning(CalendarYear.year)
        )
        if taken.first() is not None and "day" in facts:
            await self._put(facts)

    async def _put(self, facts: Mapping[str, Any]) -> None:
        values = {key: facts[key] for key in ("kind", "name", "source")}
        day = insert(CalendarDay).values(day=date.fromisoformat(facts["day"]), **values)
        await self.session.execute(day.on_conflict_do_update(index_elements=["day"], set_=values))

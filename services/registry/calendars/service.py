"""Use cases on the calendar."""

from dataclasses import dataclass
from datetime import date

from services.registry.calendars.models import CalendarDay, CalendarYear
from services.registry.calendars.repository import Calendars
from services.registry.calendars.schemas import CalendarYearOut, PublishYear, SetDay
from shared.db.history import Audience, Entry, Trail
from shared.http.preconditions import require_version


@dataclass(frozen=True, slots=True)
class CalendarDesk:
    """What an administrator enters when a notice is out; the year's version guards its days."""

    calendars: Calendars
    trail: Trail

    async def set_day(self, day: date, change: SetDay, *, seen: int) -> CalendarYearOut:
        """Say what a day is; every service that counts working days hears of it."""
        year = await self.calendars.lock(day.year)
        require_version(year.version, seen)
        await self.calendars.put(CalendarDay(day=day, year=day.year, **change.model_dump()))
        await self._touched(year)
        payload = {"day": day, **change.model_dump(), "year": year.year, "published": year.published}
        await self._tell(year, "set_day", event="calendar_day.changed", payload=payload)
        return await self.calendars.show(day.year)

    async def publish(self, number: int, notice: PublishYear, *, seen: int) -> CalendarYearOut:
        """The notice of a year is out: its days are no longer provisional."""
        year = await self.calendars.lock(number)
        require_version(year.version, seen)
        year.published, year.source = True, notice.source
        await self._touched(year)
        payload = {"year": number, "published": True, "source": notice.source}
        await self._tell(year, "publish", event="calendar_year.published", payload=payload)
        return await self.calendars.show(number)

    async def _touched(self, year: CalendarYear) -> None:
        """A day's change is a change of its year."""
        year.version += 1
        await self.calendars.session.flush()

    async def _tell(
        self, year: CalendarYear, transition: str, *, event: str, payload: dict[str, object]
    ) -> None:
        await self.trail.append(
            Entry(
                noun="calendar_year",
                object_id=year.id,
                transition=transition,
                event=event,
                audience=Audience.PUBLIC,
                payload={**payload, "version": year.version},
            )
        )

"""A service's own copy of registry's calendar: working days are counted without asking anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from alembic.operations import Operations
from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, String, Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.codes.holidays import seed_calendar, seed_years
from shared.db.tables import metadata_for
from shared.events.consumer import Subscription
from shared.events.event import Event
from shared.time.calendar import DayKind, WorkingCalendar

KINDS: Final = ", ".join(f"'{kind}'" for kind in DayKind)


@cache
def calendar_tables(service: str) -> tuple[Table, Table]:
    """Years and named days; called where a service's models begin, so that its metadata knows them."""
    metadata = metadata_for(service)
    years = Table(
        "calendar_years",
        metadata,
        Column("year", Integer, primary_key=True, autoincrement=False),
        Column("published", Boolean, nullable=False),
        Column("version", Integer, nullable=False),  # registry's that was taken over last; 0: as shipped
    )
    days = Table(
        "calendar_days",
        metadata,
        Column("day", Date, primary_key=True),
        Column("kind", String(10), nullable=False),
        Column("name", String(100), nullable=False),
        Column("source", String(200), nullable=False),
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
    )
    return years, days


def create_calendar(op: Operations, service: str) -> None:
    """The copy of a service, filled with what the house ships; for its migration."""
    op.execute(
        f"CREATE TABLE {service}.calendar_years ("
        "year integer NOT NULL CONSTRAINT calendar_years_pkey PRIMARY KEY, "
        "published boolean NOT NULL, version integer NOT NULL)"
    )
    op.execute(
        f"CREATE TABLE {service}.calendar_days ("
        "day date NOT NULL CONSTRAINT calendar_days_pkey PRIMARY KEY, kind varchar(10) NOT NULL "
        f"CONSTRAINT calendar_days_kind_check CHECK (kind IN ({KINDS})), "
        "name varchar(100) NOT NULL, source varchar(200) NOT NULL)"
    )
    years, days = calendar_tables(service)
    op.bulk_insert(years, [{"year": year, "published": True, "version": 0} for year in sorted(seed_years())])
    op.bulk_insert(
        days,
        [{"day": d.day, "kind": d.kind.value, "name": d.name, "source": d.source} for d in seed_calendar()],
    )


def drop_calendar(op: Operations, service: str) -> None:
    """Undo create_calendar."""
    op.execute(f"DROP TABLE {service}.calendar_days")
    op.execute(f"DROP TABLE {service}.calendar_years")


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendar as registry last told it."""

    session: AsyncSession

    async def working(self) -> WorkingCalendar:
        """The whole calendar as a value: some nine hundred named days, one query each for days and years."""
        years, days = self._tables
        named = await self.session.execute(select(days.c.day, days.c.kind))
        published = await self.session.scalars(select(years.c.year).where(years.c.published))
        return WorkingCalendar({row.day: DayKind(row.kind) for row in named}, frozenset(published))

    async def take_over(self, facts: Mapping[str, Any]) -> bool:
        """What registry told of a day or a year; says whether it was news, for an older telling is none."""
        years, _ = self._tables
        newer = insert(years).values({key: facts[key] for key in ("year", "published", "version")})
        taken = await self.session.execute(
            newer.on_conflict_do_update(
                index_elements=["year"],
                set_={"published": newer.excluded.published, "version": newer.excluded.version},
                where=years.c.version < newer.excluded.version,
            ).returning(years.c.year)
        )
        news = taken.first() is not None
        if news and "day" in facts:
            await self._put(facts)
        return news

    async def _put(self, facts: Mapping[str, Any]) -> None:
        values = {key: facts[key] for key in ("kind", "name", "source")}
        day = insert(self._tables[1]).values(day=date.fromisoformat(facts["day"]), **values)
        await self.session.execute(day.on_conflict_do_update(index_elements=["day"], set_=values))

    @property
    def _tables(self) -> tuple[Table, Table]:
        return calendar_tables(self.session.info["schema"])


async def follow_calendar(session: AsyncSession, event: Event) -> None:
    """Take over a day that was set or a year that was published; what comes again changes nothing."""
    await Calendars(session).take_over(event.data)


CALENDAR: Final = Subscription(
    feed="registry",
    name="calendar",
    types=("calendar_day.changed", "calendar_year.published"),
    apply=follow_calendar,
)
"""What keeps the copy in step."""

"""The working-day calendar: years, and the days that they name."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
from shared.db.columns import Coded
from shared.db.ids import new_id
from shared.time.calendar import DayKind


class CalendarYear(Base):
    """A year; published once the State Council's office has issued its notice."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=new_id)
    published: Mapped[bool] = mapped_column(Boolean)
    source: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CalendarDay(Base):
    """A day that does not follow its week: a holiday, or a weekend day that is worked."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("registry.calendar_years.year"), index=True)
    kind: Mapped[DayKind] = mapped_column(Coded(DayKind))
    name: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(200))

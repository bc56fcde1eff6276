"""Review's copy of the calendar that registry keeps; deadlines are counted without asking anybody."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.time.calendar import DayKind

KINDS = ", ".join(f"'{kind}'" for kind in DayKind)


class CalendarYear(Base):
    """A year; published once the State Council's office has issued its notice."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    published: Mapped[bool] = mapped_column()
    version: Mapped[int] = mapped_column(Integer, default=0)
    """Registry's version that was taken over last; 0: as shipped."""


class CalendarDay(Base):
    """A day that does not follow its week."""

    __tablename__ = "calendar_days"
    __table_args__ = (CheckConstraint(f"kind IN ({KINDS})", name="kind"),)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(200))

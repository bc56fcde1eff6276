"""What the daily comparisons found, and which differences are open."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from services.metrics.models import Base
from services.metrics.reconciliation.rules import Verdict
from shared.db.tables import Identified

VERDICTS = ", ".join(f"'{verdict}'" for verdict in Verdict)


class Comparison(Identified, Base):
    """One comparison of one count with its owner's."""

    __tablename__ = "comparisons"
    __table_args__ = (
        CheckConstraint(f"verdict IN ({VERDICTS})", name="verdict"),
        Index("comparisons_day_idx", "day", "code"),
    )

    code: Mapped[str] = mapped_column(String(60))
    day: Mapped[date] = mapped_column(Date)
    ours: Mapped[int] = mapped_column(Integer)
    theirs: Mapped[int | None] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(Integer)


class Discrepancy(Identified, Base):
    """A difference from the day it was found until both agree again; one open for each count."""

    __tablename__ = "discrepancies"
    __table_args__ = (
        Index("discrepancies_one_open_key", "code", unique=True, postgresql_where=text("closed_at IS NULL")),
    )

    code: Mapped[str] = mapped_column(String(60))
    ours: Mapped[int] = mapped_column(Integer)
    theirs: Mapped[int] = mapped_column(Integer)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    found_by: Mapped[UUID] = mapped_column(Uuid, ForeignKey("metrics.comparisons.id"))

"""Windows in which figures are asked for, the reports of their units, and the sheets above them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.metrics.models import Base
from shared.db.tables import Identified

REPORT_STATES = "'draft', 'submitted', 'returned', 'approved', 'published'"
SHEET_STATES = "'open', 'approved', 'published'"


class ReportWindow(Identified, Base):
    """A form asked of some regions for one period; everybody may know of it."""

    __tablename__ = "report_windows"
    __table_args__ = (
        UniqueConstraint("form", "region", "period_from", "period_to"),
        CheckConstraint("period_from <= period_to AND opens_on <= closes_on", name="days"),
    )

    form: Mapped[str] = mapped_column(String(60))
    region: Mapped[str] = mapped_column(String(20))
    period_from: Mapped[date] = mapped_column(Date)
    period_to: Mapped[date] = mapped_column(Date)
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)
    units: Mapped[list[str]] = mapped_column(ARRAY(Text))


class Report(Identified, Base):
    """What one unit reports; seen by those who cover it, whatever its state."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("window_id", "region"),
        CheckConstraint(f"state IN ({REPORT_STATES})", name="state"),
        Index("reports_window_idx", "window_id", "state", "region"),
    )

    window_id: Mapped[UUID] = mapped_column(ForeignKey("metrics.report_windows.id"))
    region: Mapped[str] = mapped_column(String(20))
    region_path: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20))
    nil: Mapped[bool] = mapped_column(Boolean)
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    explanations: Mapped[dict[str, str]] = mapped_column(JSONB)
    published_entries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """What the last publication listed, so that the next one knows what ended."""
    revision: Mapped[int] = mapped_column(Integer)
    submitted_by: Mapped[str | None] = mapped_column(String(200))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    late: Mapped[bool] = mapped_column(Boolean)
    approved_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Sheet(Identified, Base):
    """A region above the units: approved once what lies below is settled; the top one is published."""

    __tablename__ = "report_sheets"
    __table_args__ = (
        UniqueConstraint("window_id", "region"),
        CheckConstraint(f"state IN ({SHEET_STATES})", name="state"),
    )

    window_id: Mapped[UUID] = mapped_column(ForeignKey("metrics.report_windows.id"))
    region: Mapped[str] = mapped_column(String(20))
    region_path: Mapped[str] = mapped_column(String(60))
    top: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(20))
    decided_by: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

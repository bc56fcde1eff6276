"""Observations with three clocks, and which reports a figure still waits for."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.metrics.models import Base
from services.metrics.readings.rules import Origin
from shared.db.columns import Coded
from shared.db.tables import Identified

ORIGINS = ", ".join(f"'{origin}'" for origin in Origin)


class FigureRelease(Identified, Base):
    """One publication: the third clock."""

    __tablename__ = "figure_releases"

    code: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    released_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Observation(Identified, Base):
    """One figure of a series for a region and a period, from one origin, as known in some time.

    Never changed: a correction closes (`known_to`) and adds, a deletion closes. Money is in yuan.
    """

    __tablename__ = "observations"
    __table_args__ = (
        CheckConstraint(f"origin IN ({ORIGINS})", name="origin"),
        CheckConstraint("period_from <= period_to", name="period"),
        CheckConstraint("known_from < known_to", name="knowledge"),
        ExcludeConstraint(
            ("series", "="),
            ("region", "="),
            ("period_from", "="),
            ("period_to", "="),
            ("origin", "="),
            (text("tstzrange(known_from, known_to)"), "&&"),
            name="observations_one_at_a_time_excl",
            using="gist",
        ),
        Index("observations_cells_idx", "series", "period_to", "region"),
    )

    series: Mapped[str] = mapped_column(String(60))
    region: Mapped[str] = mapped_column(String(20))
    period_from: Mapped[date] = mapped_column(Date)
    period_to: Mapped[date] = mapped_column(Date)
    """The last day of the period."""
    origin: Mapped[Origin] = mapped_column(Coded(Origin))
    value: Mapped[Decimal] = mapped_column(Numeric(24, 6))
    version: Mapped[int] = mapped_column(Integer)
    """Which wording of this cell it is, from 1."""
    known_from: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    known_to: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    release_id: Mapped[UUID] = mapped_column(ForeignKey("metrics.figure_releases.id"))
    source: Mapped[str] = mapped_column(String(200))
    """Document, file or report that says so."""
    source_id: Mapped[UUID | None] = mapped_column(Uuid)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was corrected."""


class Expectation(Base):
    """That a region's figure of a series and period is asked for, and how far its report has come."""

    __tablename__ = "expectations"
    __table_args__ = (CheckConstraint("reported_at IS NOT NULL OR approved_at IS NULL", name="order"),)

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    period_from: Mapped[date] = mapped_column(Date, primary_key=True)
    period_to: Mapped[date] = mapped_column(Date, primary_key=True)
    region: Mapped[str] = mapped_column(String(20), primary_key=True)
    expected_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    reported_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    at_most: Mapped[Decimal | None] = mapped_column(Numeric(24, 6))
    """What the missing figure can hardly exceed, from the period before; None: nothing bounds it."""

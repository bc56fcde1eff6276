"""Eligibility runs as rows: written once, never changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.eligibility.rules import Purpose
from services.review.models import Base
from shared.db.tables import Identified, Owned

PURPOSES = ", ".join(f"'{purpose}'" for purpose in Purpose)


class EligibilityRun(Identified, Owned, Base):
    """One judgement of every rule, with the facts it stood on; append-only by grant and trigger."""

    __tablename__ = "eligibility_runs"
    __table_args__ = (
        CheckConstraint(f"purpose IN ({PURPOSES})", name="purpose"),
        Index("eligibility_runs_application_id_idx", "application_id", "id"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    sequence: Mapped[int] = mapped_column(Integer)
    """The newest dossier at that time; 0: none yet."""
    day: Mapped[date] = mapped_column(Date)
    """What `today` meant to the rules."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    facts_version: Mapped[int] = mapped_column(Integer)
    facts_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    eligible: Mapped[bool | None] = mapped_column()
    """Null: some rule could not be judged, and none failed."""
    run_by: Mapped[str] = mapped_column(String(200))

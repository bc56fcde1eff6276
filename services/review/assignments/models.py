"""Assignments of experts to applications as rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, String, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.assignments.workflow import State
from services.review.models import Base
from shared.db.tables import Identified

STATES = ", ".join(f"'{state}'" for state in State)


class Assignment(Identified, Base):
    """One expert's seat at one application, with the little that may be read before declaring.

    `region_path` is the round's, so that an officer of the applicant's city never learns who scores.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        Index(
            "assignments_one_seat_key",
            "application_id",
            "panellist_id",
            unique=True,
            postgresql_where=text("state IN ('assigned', 'cleared', 'scored')"),
        ),
        Index("assignments_round_id_state_idx", "round_id", "state"),
        Index("assignments_subject_idx", "subject", "round_id"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    draw_id: Mapped[UUID] = mapped_column(Uuid)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    panellist_id: Mapped[UUID] = mapped_column(ForeignKey("review.panellists.id"))
    subject: Mapped[str] = mapped_column(String(200))
    application_number: Mapped[str] = mapped_column(String(40))
    organisation_name: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20), default=State.ASSIGNED.value)
    explanation: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Why this expert: the field covered, the load, how many others could have been drawn."""
    due_on: Mapped[date | None] = mapped_column(Date)
    """Last day for declaring; afterwards time makes room for another expert."""
    declared_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

"""Decisions, the entries they name, and who approved them, as rows."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.decisions.workflow import DecisionState
from services.review.models import Base
from shared.db.tables import Identified

STATES = ", ".join(f"'{state}'" for state in DecisionState)


class Decision(Identified, Base):
    """One decision of the recognition body on entries of a closed notice."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("(state = 'issued') = (decided_on IS NOT NULL)", name="issued"),
        CheckConstraint("(state = 'issued') = (document_number IS NOT NULL)", name="numbered"),
        Index("decisions_round_id_idx", "round_id", "state"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("review.notices.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(String(60))
    """The recognition body's code in the edition; never the supervising body."""
    state: Mapped[str] = mapped_column(String(20), default=DecisionState.DRAFT.value)
    approvals_needed: Mapped[int] = mapped_column(Integer)
    document_number: Mapped[str | None] = mapped_column(String(60), unique=True)
    decided_on: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class DecisionEntry(Base):
    """What a decision says of one entry; an entry is decided once, whoever decides at the same time."""

    __tablename__ = "decision_entries"
    __table_args__ = (
        CheckConstraint("outcome IN ('recognise', 'reject')", name="outcome"),
        CheckConstraint("outcome = 'recognise' OR reason IS NOT NULL", name="reason"),
        Index("decision_entries_decided_once_key", "entry_id", unique=True, postgresql_where=text("issued")),
    )

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("review.decisions.id"), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("review.notice_entries.id"), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    issued: Mapped[bool] = mapped_column(default=False)


class Approval(Identified, Base):
    """One member's approval; a return of the decision voids it."""

    __tablename__ = "approvals"
    __table_args__ = (
        Index(
            "approvals_nobody_twice_key",
            "decision_id",
            "subject",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("review.decisions.id"))
    subject: Mapped[str] = mapped_column(String(200))
    voided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

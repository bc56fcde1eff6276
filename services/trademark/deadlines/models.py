"""Deadlines as rows, and the bases on which they were computed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.deadlines.rules import DeadlineState
from services.trademark.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified


class Deadline(Identified, Base):
    """One deadline of one mark; its row says which reminder comes next, so that none is lost or doubled."""

    __tablename__ = "deadlines"
    __table_args__ = (
        Index("deadlines_mark_id_code_key", "mark_id", "code", "trigger_on", unique=True),
        Index("deadlines_due_on_idx", "due_on", "id", postgresql_where=text("state = 'open'")),
        Index("deadlines_reminder_idx", "next_reminder_on", postgresql_where=text("state = 'open'")),
        Index("deadlines_organisation_id_idx", "organisation_id", "due_on", "id"),
        Index("deadlines_region_path_idx", "region_path", "due_on", "id"),
    )

    mark_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.marks.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid)
    region_path: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(40))
    trigger_on: Mapped[date] = mapped_column(Date)
    opens_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    last_safe_on: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    straddles: Mapped[bool] = mapped_column(Boolean)
    assumed_receipt: Mapped[bool] = mapped_column(Boolean)
    """The day of receipt was not told: counted from the day of the notice, which is never too late."""
    edition: Mapped[str] = mapped_column(String(40))
    confidence: Mapped[str] = mapped_column(String(40))
    state: Mapped[DeadlineState] = mapped_column(Coded(DeadlineState))
    next_reminder_on: Mapped[date | None] = mapped_column(Date)
    basis: Mapped[int] = mapped_column(Integer)


class DeadlineBasis(Base):
    """Rules and calendar under which deadlines are computed; a change of either makes the next one."""

    __tablename__ = "deadline_bases"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    catalogue_version: Mapped[int] = mapped_column(Integer)
    calendar_digest: Mapped[bytes] = mapped_column(LargeBinary)
    begun_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    marks: Mapped[int] = mapped_column(Integer)
    moved: Mapped[int] = mapped_column(Integer)
    """Deadlines of known marks whose day became another under this basis."""

"""Objections, and apart from them under a key, who raised them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from services.review.objections.workflow import ObjectionState
from shared.db.tables import Identified, Owned

STATES = ", ".join(f"'{state}'" for state in ObjectionState)


class Objection(Identified, Owned, Base):
    """One objection against one entry; organisation and region are those of the application."""

    __tablename__ = "objections"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        Index("objections_entry_id_idx", "entry_id", "state"),
        Index("objections_region_path_idx", "region_path", "state", "created_at"),
    )

    number: Mapped[str] = mapped_column(String(80), unique=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("review.notice_entries.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    state: Mapped[str] = mapped_column(String(20), default=ObjectionState.RECEIVED.value)
    anonymous: Mapped[bool] = mapped_column()
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """What is objected to, item by item; a ruling adds `ruling` and `grounds` to each."""
    answer: Mapped[str | None] = mapped_column(Text)
    answer_due_on: Mapped[date | None] = mapped_column(Date)
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    receipt_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of the receipt code, which only the objector holds."""
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Objector(Base):
    """Name and address of who objected, sealed with the service's data key; reading it leaves a record."""

    __tablename__ = "objectors"

    objection_id: Mapped[UUID] = mapped_column(ForeignKey("review.objections.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

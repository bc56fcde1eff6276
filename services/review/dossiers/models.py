"""Frozen dossiers and requests for correction as rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.db.tables import Identified, Owned


class Dossier(Identified, Owned, Base):
    """What was submitted, as it was: form, materials by SHA-256, registry's facts; append-only (V04)."""

    __tablename__ = "dossiers"
    __table_args__ = (
        UniqueConstraint("application_id", "sequence"),
        CheckConstraint("(sequence = 1) = (previous_hash IS NULL)", name="chain"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    form: Mapped[dict[str, Any]] = mapped_column(JSONB)
    materials: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    facts_version: Mapped[int] = mapped_column(Integer)
    facts_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    submitted_by: Mapped[str] = mapped_column(String(200))
    submitted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Correction(Identified, Owned, Base):
    """A request to put named members right; at most one is open for an application."""

    __tablename__ = "corrections"
    __table_args__ = (
        Index(
            "corrections_one_open_key",
            "application_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("corrections_application_id_idx", "application_id", "id"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    """The dossier that it finds fault with."""
    points: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """`{pointer, comment}` for each member."""
    comment: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column()
    requested_by: Mapped[str] = mapped_column(String(200))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_by: Mapped[int | None] = mapped_column(Integer)
    """The dossier that answered; absent when the case ended without an answer."""

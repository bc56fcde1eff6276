"""Marks as they stand, their goods, and the append-only log that they are folded from; all of it public."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.marks.rules import Standing
from services.trademark.marks.workflow import MarkKind, MarkState, MarkStatus
from services.trademark.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified

FOLDED = "state status filed_on published_on registered_on expires_on ended_on next_change_on".split()


class Mark(Identified, Base):
    """A mark as its events have it today; the fold is written here so that lists need no folding."""

    __tablename__ = "marks"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("marks_region_path_idx", "region_path", "number", "id"),
        Index("marks_holder_id_idx", "holder_id", "number", "id"),
        Index("marks_status_idx", "status", "number", "id"),
        Index("marks_expires_on_idx", "expires_on", "id", postgresql_where=text("valid")),
        Index("marks_next_change_on_idx", "next_change_on", "id"),
        Index(
            "marks_classes_idx", "classes", postgresql_using="gin", postgresql_ops={"classes": "array_ops"}
        ),
        Index("marks_grams_idx", "grams", postgresql_using="gin"),
    )

    number: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[MarkKind] = mapped_column(Coded(MarkKind))
    classes: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    holder_id: Mapped[UUID | None] = mapped_column(Uuid)
    holder_name: Mapped[str] = mapped_column(String(200))
    holder_country: Mapped[str] = mapped_column(String(2))
    agent: Mapped[str | None] = mapped_column(String(200))
    region_path: Mapped[str] = mapped_column(String(60))
    """Of the holder; of a foreign or unknown one, where the mark is looked after."""
    representations: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    state: Mapped[MarkState] = mapped_column(Coded(MarkState))
    status: Mapped[MarkStatus] = mapped_column(Coded(MarkStatus))
    valid: Mapped[bool] = mapped_column(Boolean)
    flags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    filed_on: Mapped[date | None] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    registered_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    next_change_on: Mapped[date | None] = mapped_column(Date)
    key: Mapped[str] = mapped_column(String(200))
    """The name in one script, width and case."""
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))
    content_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the row of an import that was taken last."""
    planned_basis: Mapped[int] = mapped_column(Integer, default=0)
    """Under which its deadlines were computed; back to 0 with every change of the mark."""
    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __mapper_args__ = {"version_id_col": version}

    def put(self, standing: Standing) -> None:
        """Write what the events amount to."""
        for name in FOLDED:
            setattr(self, name, getattr(standing, name))
        self.valid, self.flags, self.agent = standing.valid, sorted(standing.flags), standing.agent
        known = standing.holder.get("organisation_id")
        same = known is not None and self.holder_id == UUID(known)
        if same or not standing.holder:
            return  # its name and place follow registry, not the words of an old event
        self.holder_id = UUID(known) if known else None
        self.holder_name = standing.holder["name"]
        self.holder_country = standing.holder["country"]


class MarkGoods(Base):
    """One goods or service line with its own state: refusals and cancellations may be partial."""

    __tablename__ = "mark_goods"

    mark_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.marks.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    class_number: Mapped[int] = mapped_column(Integer)
    group_code: Mapped[str | None] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(400))
    state: Mapped[MarkState] = mapped_column(Coded(MarkState))


class MarkEvent(Identified, Base):
    """A legal event: when it counts from, and when it became known here."""

    __tablename__ = "mark_events"
    __table_args__ = (UniqueConstraint("mark_id", "sequence"), UniqueConstraint("mark_id", "content_hash"))

    mark_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.marks.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    legal_on: Mapped[date] = mapped_column(Date)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """By the business clock."""
    goods: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    source: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[str] = mapped_column(String(200))
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)

"""Policy documents in immutable editions, their clauses, and the tasks that they set."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.metrics.models import Base
from services.metrics.policies.rules import TaskState
from shared.db.columns import Coded
from shared.db.tables import Identified


class Document(Identified, Base):
    """One edition of a document as it was shipped; written once."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("code", "edition"),)

    code: Mapped[str] = mapped_column(String(60))
    edition: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the canonical JSON of the shipped file."""
    number: Mapped[str | None] = mapped_column(String(100))
    title_zh: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(20))
    region_path: Mapped[str] = mapped_column(String(60))
    issued: Mapped[str] = mapped_column(String(10))
    """A day, or the year alone where the copy has no day."""
    reading: Mapped[str | None] = mapped_column(Text)
    relations: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class Clause(Identified, Base):
    """A numbered part of an edition; the verbatim text where a target or a task cites it."""

    __tablename__ = "clauses"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("clauses_order_idx", "document_id", "place"),
        Index(
            "clauses_content_idx",
            "content",
            postgresql_using="gin",
            postgresql_ops={"content": "gin_trgm_ops"},
        ),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey("metrics.documents.id"))
    place: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(40))
    heading: Mapped[str] = mapped_column(String(200))
    content: Mapped[str | None] = mapped_column(Text)


class Task(Identified, Base):
    """A task that a document sets, as its newest edition words it, and how far it is."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("document_code", "code"),
        CheckConstraint("state IN ('not_started', 'under_way', 'held_up', 'done')", name="state"),
        Index("tasks_order_idx", "document_code", "place", "id"),
    )

    document_code: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(60))
    place: Mapped[int] = mapped_column(Integer)
    clause: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    responsible: Mapped[list[str]] = mapped_column(JSONB)
    supporting: Mapped[list[str]] = mapped_column(JSONB)
    due_on: Mapped[date | None] = mapped_column(Date)
    reading: Mapped[str | None] = mapped_column(Text)
    region_path: Mapped[str] = mapped_column(String(60))
    state: Mapped[TaskState] = mapped_column(Coded(TaskState))
    reported_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class ProgressReport(Identified, Base):
    """What a unit said about a task on a day; written once."""

    __tablename__ = "progress_reports"
    __table_args__ = (
        CheckConstraint("state IN ('not_started', 'under_way', 'held_up', 'done')", name="state"),
        Index("progress_reports_task_idx", "task_id", "reported_on", "id"),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("metrics.tasks.id"))
    reported_on: Mapped[date] = mapped_column(Date)
    unit: Mapped[str] = mapped_column(String(200))
    state: Mapped[TaskState] = mapped_column(Coded(TaskState))
    account: Mapped[str] = mapped_column(Text)

"""Imports of marks under way: how far each came, and what came of every row."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.intake.rules import Outcome
from services.trademark.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified


class ImportMode(StrEnum):
    """Look only, or write."""

    VALIDATE = "validate"
    APPLY = "apply"


class OnError(StrEnum):
    """What a failing row does to the others."""

    ABORT = "abort"
    SKIP = "skip"


class MarkImport(Identified, Base):
    """One import; its counts move in the transaction of the rows that they count."""

    __tablename__ = "mark_imports"

    subject: Mapped[str] = mapped_column(String(200))
    job_id: Mapped[UUID] = mapped_column(Uuid)
    file_id: Mapped[UUID] = mapped_column(Uuid)
    mode: Mapped[ImportMode] = mapped_column(Coded(ImportMode))
    on_error: Mapped[OnError] = mapped_column(Coded(OnError))
    as_of: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))
    last_row: Mapped[int] = mapped_column(Integer)
    """Number of the last row dealt with: a restart goes on behind it."""
    new: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
    done: Mapped[bool] = mapped_column(Boolean)
    applied: Mapped[bool] = mapped_column(Boolean)
    errors_file_id: Mapped[UUID | None] = mapped_column(Uuid)


class MarkImportRow(Base):
    """A line of the difference report; what was typed stays until the file of errors is written."""

    __tablename__ = "mark_import_rows"
    __table_args__ = (Index("mark_import_rows_outcome_idx", "import_id", "outcome", "row"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.mark_imports.id"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(200))
    number: Mapped[str | None] = mapped_column(String(200))
    outcome: Mapped[Outcome] = mapped_column(Coded(Outcome))
    fields: Mapped[list[str]] = mapped_column(JSONB)
    typed: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

"""Imports under way: how far each came, and the rows that were turned down."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Integer, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
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


class ImportRun(Identified, Base):
    """One import; its counts move in the transaction of the rows that they count."""

    __tablename__ = "imports"

    subject: Mapped[str] = mapped_column(String(200))
    job_id: Mapped[UUID] = mapped_column(Uuid)
    file_id: Mapped[UUID] = mapped_column(Uuid)
    mode: Mapped[ImportMode] = mapped_column(Coded(ImportMode))
    on_error: Mapped[OnError] = mapped_column(Coded(OnError))
    update_existing: Mapped[bool] = mapped_column(Boolean)
    last_row: Mapped[int] = mapped_column(Integer)
    """Number of the last row dealt with: a restart goes on behind it."""
    created: Mapped[int] = mapped_column(Integer)
    updated: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    failed: Mapped[int] = mapped_column(Integer)
    done: Mapped[bool] = mapped_column(Boolean)
    applied: Mapped[bool] = mapped_column(Boolean)
    errors_file_id: Mapped[UUID | None] = mapped_column(Uuid)


class ImportFault(Base):
    """A row that was turned down, until its workbook is written: as typed, with the reasons."""

    __tablename__ = "import_faults"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("registry.imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(200))
    typed: Mapped[dict[str, str]] = mapped_column(JSONB)
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

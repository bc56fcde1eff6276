"""The columns that the imports of every service share; each service has the tables and adds its own."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Integer, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.columns import Coded
from shared.db.tables import Identified
from shared.imports.rows import Outcome


class ImportMode(StrEnum):
    """Look only, or write."""

    VALIDATE = "validate"
    APPLY = "apply"


class OnError(StrEnum):
    """What a failing row does to the others."""

    ABORT = "abort"
    SKIP = "skip"


class RunColumns(Identified):
    """One import; its counts move in the transaction of the rows that they count."""

    subject: Mapped[str] = mapped_column(String(200))
    job_id: Mapped[UUID] = mapped_column(Uuid)
    file_id: Mapped[UUID] = mapped_column(Uuid)
    mode: Mapped[ImportMode] = mapped_column(Coded(ImportMode))
    on_error: Mapped[OnError] = mapped_column(Coded(OnError))
    last_row: Mapped[int] = mapped_column(Integer)
    """Number of the last row dealt with: a restart goes on behind it."""
    new: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
    done: Mapped[bool] = mapped_column(Boolean)
    applied: Mapped[bool] = mapped_column(Boolean)
    errors_file_id: Mapped[UUID | None] = mapped_column(Uuid)


class RowColumns:
    """A line of the difference report; what was typed stays until the file of errors is written."""

    row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[Outcome] = mapped_column(Coded(Outcome))
    fields: Mapped[list[str]] = mapped_column(JSONB)
    typed: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

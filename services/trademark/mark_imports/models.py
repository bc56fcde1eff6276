"""Imports of marks under way: how far each came, and what came of every row."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.models import Base
from shared.imports.columns import RowColumns, RunColumns


class MarkImport(RunColumns, Base):
    """One list of marks."""

    __tablename__ = "mark_imports"

    as_of: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))


class MarkImportRow(RowColumns, Base):
    """A line of the difference report."""

    __tablename__ = "mark_import_rows"
    __table_args__ = (Index("mark_import_rows_outcome_idx", "import_id", "outcome", "row"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.mark_imports.id"), primary_key=True)
    number: Mapped[str | None] = mapped_column(String(200))

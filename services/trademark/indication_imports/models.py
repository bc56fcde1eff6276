"""Imports of indications under way: how far each came, and what came of every row."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.models import Base
from shared.imports.columns import RowColumns, RunColumns


class IndicationImport(RunColumns, Base):
    """One list of indications."""

    __tablename__ = "indication_imports"


class IndicationImportRow(RowColumns, Base):
    """A line of the difference report."""

    __tablename__ = "indication_import_rows"
    __table_args__ = (Index("indication_import_rows_outcome_idx", "import_id", "outcome", "row"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.indication_imports.id"), primary_key=True)
    number: Mapped[str | None] = mapped_column(String(200))

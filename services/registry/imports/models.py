"""Imports under way: how far each came, and what came of every row."""

from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
from shared.imports.columns import RowColumns, RunColumns


class ImportRun(RunColumns, Base):
    """One table of organisations; its counts go by the names that they have on the wire."""

    __tablename__ = "imports"

    new: Mapped[int] = mapped_column("created", Integer)
    changed: Mapped[int] = mapped_column("updated", Integer)
    refused: Mapped[int] = mapped_column("failed", Integer)
    update_existing: Mapped[bool] = mapped_column(Boolean)


class ImportRow(RowColumns, Base):
    """A line of the difference report."""

    __tablename__ = "import_rows"
    __table_args__ = (Index("import_rows_outcome_idx", "import_id", "outcome", "row"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("registry.imports.id"), primary_key=True)
    credit_code: Mapped[str | None] = mapped_column(String(200))

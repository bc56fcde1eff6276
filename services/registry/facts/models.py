"""Yearly facts; a correction is a new revision, the one before stays."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, Numeric, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.facts.rules import FactKind, FactSource
from services.registry.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified, Owned


class YearlyFact(Identified, Owned, Base):
    """One figure of one year in one revision; money in yuan."""

    __tablename__ = "yearly_facts"

    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[FactKind] = mapped_column(Coded(FactKind))
    revision: Mapped[int] = mapped_column(Integer)
    is_current: Mapped[bool] = mapped_column(Boolean)
    value: Mapped[Decimal] = mapped_column(Numeric(22, 6))
    source: Mapped[FactSource] = mapped_column(Coded(FactSource))
    evidence: Mapped[UUID | None] = mapped_column(Uuid)
    reason: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(200))

    __table_args__ = (
        Index("yearly_facts_revision_key", "organisation_id", "year", "kind", "revision", unique=True),
        Index(
            "yearly_facts_current_key",
            "organisation_id",
            "year",
            "kind",
            unique=True,
            postgresql_where=text("is_current"),
        ),
    )

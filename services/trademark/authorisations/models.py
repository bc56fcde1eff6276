"""Who may use an indication, for how long and how much; applications are seen by those they concern."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, Numeric, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.authorisations.rules import Route
from services.trademark.authorisations.workflow import UseState
from services.trademark.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified, Owned


class IndicationUse(Identified, Owned, Base):
    """A producer's right to use an indication; the region is that of the first plot."""

    __tablename__ = "indication_uses"

    indication_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.indications.id"))
    manager_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The indication's manager when the producer applied; sees the application."""
    organisation_name: Mapped[str] = mapped_column(String(200))
    route: Mapped[Route] = mapped_column(Coded(Route))
    plots: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    hectares: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    quota_kg: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    """What the user may make under the name in a calendar year."""
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date] = mapped_column(Date)
    state: Mapped[UseState] = mapped_column(Coded(UseState))
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str | None] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        ExcludeConstraint(
            ("indication_id", "="),
            ("organisation_id", "="),
            (text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="indication_uses_period_excl",
            using="gist",
            where=text("state IN ('granted', 'suspended')"),
        ),
        Index("indication_uses_register_idx", "indication_id", "valid_to", "id"),
        Index("indication_uses_region_idx", "region_path", "valid_to", "id"),
        Index("indication_uses_organisation_idx", "organisation_id", "valid_to", "id"),
        Index(
            "indication_uses_expiry_idx",
            "valid_to",
            postgresql_where=text("state IN ('granted', 'suspended')"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}

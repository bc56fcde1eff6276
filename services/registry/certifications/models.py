"""Claims of people on organisations."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.certifications.workflow import ClaimState
from services.registry.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified, Owned


class Claim(Identified, Owned, Base):
    """One person's claim; at most one of an organisation is verified (index below)."""

    __tablename__ = "claims"

    subject: Mapped[str] = mapped_column(String(200))
    """Who claims: the subject of the person's tokens."""
    statement: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Identifiers of uploaded files."""
    state: Mapped[ClaimState] = mapped_column(Coded(ClaimState))
    due_on: Mapped[date] = mapped_column(Date)
    due_provisional: Mapped[bool] = mapped_column(Boolean)
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str | None] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index(
            "claims_one_verified_key",
            "organisation_id",
            unique=True,
            postgresql_where=text("state = 'verified'"),
        ),
        Index(
            "claims_one_open_each_key",
            "organisation_id",
            "subject",
            unique=True,
            postgresql_where=text("state IN ('claimed', 'disputed')"),
        ),
        Index("claims_due_on_idx", "due_on", postgresql_where=text("state IN ('claimed', 'disputed')")),
    )
    __mapper_args__ = {"version_id_col": version}

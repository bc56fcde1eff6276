"""Recommendations as rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.db.tables import Identified, Owned

IN_FORCE = text("released_at IS NULL")


class Recommendation(Identified, Owned, Base):
    """One candidate of a city or division with its rank; the place is held until it is released (V06)."""

    __tablename__ = "recommendations"
    __table_args__ = (
        Index("recommendations_application_id_key", "application_id", unique=True, postgresql_where=IN_FORCE),
        Index(
            "recommendations_rank_key",
            "round_id",
            "authority",
            "rank",
            unique=True,
            postgresql_where=IN_FORCE,
        ),
        CheckConstraint("rank > 0", name="rank"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    authority: Mapped[str] = mapped_column(String(60))
    rank: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    """The dossier that the authority saw."""
    opinion: Mapped[str] = mapped_column(Text)
    opinion_file_id: Mapped[UUID | None] = mapped_column(Uuid)
    recommended_by: Mapped[str] = mapped_column(String(200))
    released_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

"""Scores as rows: one a criterion and sheet, written once."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.db.tables import Identified


class Score(Identified, Base):
    """The points of one expert on one criterion; a correction is a whole new sheet with its reason."""

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("assignment_id", "sequence", "criterion"),
        CheckConstraint("sequence > 0", name="sequence"),
        CheckConstraint("(sequence = 1) = (correction IS NULL)", name="correction"),
        Index("scores_round_id_idx", "round_id"),
        Index("scores_application_id_idx", "application_id", "subject"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("review.assignments.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    subject: Mapped[str] = mapped_column(String(200))
    sequence: Mapped[int] = mapped_column(Integer)
    dossier_sequence: Mapped[int] = mapped_column(Integer)
    """The frozen dossier that the expert saw."""
    criterion: Mapped[str] = mapped_column(String(60))
    points: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    reason: Mapped[str] = mapped_column(Text)
    correction: Mapped[str | None] = mapped_column(Text)
    """Why the sheet replaces an earlier one."""

"""Score runs and their lines as rows, written once."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.db.tables import Identified


class ScoreRun(Identified, Base):
    """One bringing together of all scores of a round; the same inputs give the same lines."""

    __tablename__ = "score_runs"
    __table_args__ = (Index("score_runs_round_id_idx", "round_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    method: Mapped[str] = mapped_column(String(20))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Trim, minimum sample, limit of disagreement, weights."""
    inputs_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over parameters, applications and every sheet that counts."""
    applications: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[str] = mapped_column(String(200))


class ScoreLine(Base):
    """What the scores of one application come to in one run."""

    __tablename__ = "score_lines"

    score_run_id: Mapped[UUID] = mapped_column(ForeignKey("review.score_runs.id"), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"), primary_key=True)
    region_path: Mapped[str] = mapped_column(String(60))
    experts: Mapped[int] = mapped_column(Integer)
    mean: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    trimmed_mean: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    median: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    spread: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    aggregate: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    """The figure of the edition's method."""
    criteria: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Means by criterion, as decimal strings."""
    flags: Mapped[list[str]] = mapped_column(ARRAY(String(20)))

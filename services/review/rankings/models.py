"""Rankings and their lines as rows."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, Numeric, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from services.review.rankings.rules import Outcome
from services.review.rankings.workflow import State
from shared.db.tables import Identified

STATES = ", ".join(f"'{state}'" for state in State)
OUTCOMES = ", ".join(f"'{outcome}'" for outcome in Outcome)


class Ranking(Identified, Base):
    """One ordering of a round's applications; at most one of a round is ever applied."""

    __tablename__ = "rankings"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("(state = 'applied') = (applied_at IS NOT NULL)", name="applied"),
        CheckConstraint("NOT (what_if AND state = 'applied')", name="no_trial_applied"),
        Index("rankings_round_id_idx", "round_id"),
        Index(
            "rankings_one_applied_key", "round_id", unique=True, postgresql_where=text("state = 'applied'")
        ),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    score_run_id: Mapped[UUID] = mapped_column(ForeignKey("review.score_runs.id"))
    state: Mapped[str] = mapped_column(String(20), default=State.COMPUTED.value)
    what_if: Mapped[bool] = mapped_column(default=False)
    """Made under other limits than the edition's: it cannot be applied."""
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    inputs_hash: Mapped[str] = mapped_column(String(64))
    selected: Mapped[int] = mapped_column(Integer)
    reserve: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[str] = mapped_column(String(200))
    applied_by: Mapped[str | None] = mapped_column(String(200))
    applied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class RankingLine(Base):
    """One application in a ranking: its place, and by which limit it fell out; written once."""

    __tablename__ = "ranking_lines"
    __table_args__ = (CheckConstraint(f"outcome IN ({OUTCOMES})", name="outcome"),)

    ranking_id: Mapped[UUID] = mapped_column(ForeignKey("review.rankings.id"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Its row in the list: places first, then who fell out."""
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    application_number: Mapped[str] = mapped_column(String(40))
    organisation_name: Mapped[str] = mapped_column(String(200))
    region_path: Mapped[str] = mapped_column(String(60))
    place: Mapped[int | None] = mapped_column(Integer)
    aggregate: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    outcome: Mapped[str] = mapped_column(String(12))
    fell_by: Mapped[str | None] = mapped_column(String(20))
    tie_broken_by: Mapped[str | None] = mapped_column(String(60))

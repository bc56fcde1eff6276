"""Draws of experts as rows: what was asked, from what, and what came of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.db.tables import Identified


class ExpertDraw(Identified, Base):
    """One run of the optimisation over a round; append-only. The same inputs and seed give the same draw."""

    __tablename__ = "draws"
    __table_args__ = (Index("draws_round_id_idx", "round_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Fields to cover, experts per application, seed."""
    inputs_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over applications, experts, conflicts and kept assignments as they went in."""
    applications: Mapped[int] = mapped_column(Integer)
    experts: Mapped[int] = mapped_column(Integer)
    kept: Mapped[int] = mapped_column(Integer)
    """Assignments of earlier draws that stayed as they were."""
    drawn: Mapped[int] = mapped_column(Integer)
    objective: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    unmet: Mapped[dict[str, int]] = mapped_column(JSONB)
    """Seats left empty, by application."""
    loads: Mapped[dict[str, int]] = mapped_column(JSONB)
    """Applications of each panellist after the draw."""
    drawn_by: Mapped[str] = mapped_column(String(200))

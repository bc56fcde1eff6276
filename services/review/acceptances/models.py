"""Acceptance runs as rows."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.db.tables import Identified


class AcceptanceRun(Identified, Base):
    """One acceptance of many candidates: what became of each, by number; holds no personal data."""

    __tablename__ = "acceptance_runs"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"), index=True)
    outcomes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    run_by: Mapped[str] = mapped_column(String(200))

"""Where each target stands as it was last judged: a view that the worker keeps, read by the board."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.metrics.attainment.rules import Status
from services.metrics.models import Base
from shared.db.columns import Coded


class Standing(Base):
    """The last judgement of a target; each change of its status stands in the history with its cause."""

    __tablename__ = "standings"

    target_id: Mapped[UUID] = mapped_column(ForeignKey("metrics.targets.id"), primary_key=True)
    status: Mapped[Status] = mapped_column(Coded(Status))
    judgement: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the judgement: what has not changed is not written again."""
    judged_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """Since when it has had this status."""
    version: Mapped[int] = mapped_column(Integer)

"""The business clock as one row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Integer, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base

CLOCK_ID = UUID("00000000-0000-7000-8000-00000000c10c")


class ClockRow(Base):
    """How far business time is ahead of real time; a trigger keeps it from going back."""

    __tablename__ = "clock"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    offset_seconds: Mapped[int] = mapped_column(BigInteger)
    moved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

"""Revocations as rows, in the order in which they were committed."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Identity, String
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base


class RevocationRow(Base):
    """Tokens of this name issued before the moment are refused."""

    __tablename__ = "revocations"

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    value: Mapped[str] = mapped_column(String(255))
    revoked_before: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

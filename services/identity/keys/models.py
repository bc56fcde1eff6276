"""Signing keys as rows; the private half is sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Integer, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base
from shared.db.tables import Identified


class Key(Identified, Base):
    """One signing key of the house; at most one is next and one active."""

    __tablename__ = "keys"

    kid: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    jwk: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    activated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    retired_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

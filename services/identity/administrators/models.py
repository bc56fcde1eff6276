"""Invitations to the first administrators as rows."""

from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base
from shared.db.tables import Identified


class Invitation(Identified, Base):
    """One use, one hour, one administrator role; only a digest of the link is kept."""

    __tablename__ = "invitations"

    role: Mapped[str] = mapped_column(String(40))
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

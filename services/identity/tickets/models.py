"""What signing in by ticket leaves behind: used tickets."""

from datetime import datetime

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base


class UsedTicket(Base):
    """A keyed digest of a ticket that was brought; again it is a replay, whatever the platform says."""

    __tablename__ = "used_tickets"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

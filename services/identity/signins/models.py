"""Sign-ins as rows: each attempt to get a token, granted or not."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base
from shared.db.ids import new_id


class SignIn(Base):
    """One attempt; `name_key` is a keyed digest of the name given, which may be personal data."""

    __tablename__ = "sign_ins"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(12))
    name_key: Mapped[bytes] = mapped_column(LargeBinary)
    principal_id: Mapped[UUID | None] = mapped_column(Uuid)
    client: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(40))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String(120)))
    address: Mapped[str | None] = mapped_column(String(45))
    """Where it came from, as the gateway saw it."""
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

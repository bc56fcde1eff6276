"""What signing in through a provider leaves behind: used states, and the issuer of each provider."""

from datetime import datetime

from sqlalchemy import DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base


class UsedState(Base):
    """A state that has been brought back; bringing it back again is a replay."""

    __tablename__ = "used_states"

    state: Mapped[str] = mapped_column(String(80), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ProviderIssuer(Base):
    """The issuer under which the people of a provider were linked; never changes."""

    __tablename__ = "provider_issuers"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(500), unique=True)

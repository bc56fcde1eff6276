"""Clients, their secrets and their spent assertions as rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, LargeBinary, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base
from shared.db.tables import Identified


class Client(Identified, Base):
    """A program that gets tokens; `name` is its `client_id` in OAuth."""

    __tablename__ = "clients"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    method: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="active")
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String(120)))
    key_set: Mapped[dict[str, Any]] = mapped_column(JSONB)
    origins: Mapped[list[str]] = mapped_column(ARRAY(String(200)))
    networks: Mapped[list[str]] = mapped_column(ARRAY(String(50)))
    rate_class: Mapped[str] = mapped_column(String(12))
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Whose it is."""
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class ClientSecret(Identified, Base):
    """A secret's keyed digest; two are good while one replaces the other."""

    __tablename__ = "client_secrets"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("identity.clients.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UsedAssertion(Base):
    """An assertion that has been presented; presenting it again is a replay."""

    __tablename__ = "used_assertions"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("identity.clients.id"), primary_key=True)
    token_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

"""People of an organisation, and who has read them in clear."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified, Owned


class PersonRole(StrEnum):
    """What somebody is to the organisation."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    CONTACT = "contact"
    OFFICER = "officer"


class Person(Identified, Owned, Base):
    """Somebody in a role from a day on; who leaves stays, with the last day."""

    __tablename__ = "people"

    role: Mapped[PersonRole] = mapped_column(Coded(PersonRole))
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[str | None] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(200))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Unmasking(Identified, Owned, Base):
    """One reading of personal data in clear: who, of whom, what for. Append-only."""

    __tablename__ = "unmaskings"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("registry.people.id"))
    actor: Mapped[str] = mapped_column(String(200))
    actor_roles: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    """As what: the identifier alone tells an organisation nothing."""
    client: Mapped[str | None] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

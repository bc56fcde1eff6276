"""People as rows: whom a provider of sign-in vouches for."""

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base
from shared.db.tables import Identified


class Person(Identified, Base):
    """One person at one provider; other services know the identifier only."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("provider", "subject"),)

    provider: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    display_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default="active")
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

"""Incidents that touch the good name of an organisation."""

from datetime import date

from sqlalchemy import Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.incidents.rules import IncidentKind, IncidentLevel
from services.registry.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified, Owned


class Incident(Identified, Owned, Base):
    """What happened, how grave it was, and when it was closed."""

    __tablename__ = "incidents"

    kind: Mapped[IncidentKind] = mapped_column(Coded(IncidentKind))
    level: Mapped[IncidentLevel] = mapped_column(Coded(IncidentLevel))
    occurred_on: Mapped[date] = mapped_column(Date)
    description: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    closed_on: Mapped[date | None] = mapped_column(Date)
    closing: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

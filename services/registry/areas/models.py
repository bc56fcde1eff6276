"""Regions of the tree: national codes with their history, and zones under local codes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, DateTime, ForeignKey, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
from shared.codes.regions import RegionLevel
from shared.db.columns import Coded
from shared.db.ids import new_id


class Region(Base):
    """One code, valid from `valid_from` until before `valid_to`; codes are never used again (GB/T 2260)."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    parent: Mapped[str | None] = mapped_column(ForeignKey("registry.regions.code"), index=True)
    level: Mapped[RegionLevel] = mapped_column(Coded(RegionLevel))
    path: Mapped[str] = mapped_column(String(60), unique=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    successor: Mapped[str | None] = mapped_column(ForeignKey("registry.regions.code"))
    current_code: Mapped[str] = mapped_column(ForeignKey("registry.regions.code"))
    """The region that holds this territory today; the code itself while it is valid."""
    source: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __mapper_args__ = {"version_id_col": version}

"""Tables of goods and services with their similar groups, a class each; loaded, never shipped."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.models import Base
from shared.db.tables import Identified


class GoodsTable(Identified, Base):
    """The table of one class as it was loaded: edition and source say what can be relied on."""

    __tablename__ = "goods_tables"

    nice_class: Mapped[int] = mapped_column(Integer, unique=True)
    edition: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(300))
    in_force_on: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class GoodsGroup(Base):
    """A similar group with the goods that stand in it."""

    __tablename__ = "goods_groups"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    table_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.goods_tables.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    goods: Mapped[list[str]] = mapped_column(ARRAY(String(200)))


class CrossNote(Base):
    """A note of the table: these two groups are similar, across classes too."""

    __tablename__ = "goods_cross_notes"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    other: Mapped[str] = mapped_column(String(4), primary_key=True)
    table_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("trademark.goods_tables.id"), index=True)
    note: Mapped[str] = mapped_column(String(500))

    __table_args__ = (Index("goods_cross_notes_other_idx", "other"),)

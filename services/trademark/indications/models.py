"""Indications and the legal forms that protect them: public facts, so no row-level security."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, Numeric, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.indications.rules import FormKind, FormStatus, ProductClass
from services.trademark.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified


class Indication(Identified, Base):
    """One product whose name says where it comes from, whatever the law it is protected under."""

    __tablename__ = "indications"

    region_path: Mapped[str] = mapped_column(String(60))
    """Path of the smallest region that holds the area; "" for a product from abroad."""
    country: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(400))
    product_class: Mapped[ProductClass] = mapped_column(Coded(ProductClass))
    manager_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The organisation that authorises users; its people act as area managers."""
    manager_name: Mapped[str | None] = mapped_column(String(200))
    area: Mapped[list[str]] = mapped_column(ARRAY(Text))
    area_note: Mapped[str | None] = mapped_column(Text)
    quality_rules: Mapped[str | None] = mapped_column(Text)
    area_hectares: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    yield_kg_per_hectare: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    yearly_capacity_kg: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    protected: Mapped[bool] = mapped_column(Boolean)
    """Whether a form is registered."""
    conflicts: Mapped[int] = mapped_column(Integer)
    """How many contradictions there are between the live forms."""
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("indications_order_idx", "sort_key", "id"),
        Index("indications_region_idx", "region_path", "sort_key", "id"),
        Index("indications_conflicts_idx", "sort_key", "id", postgresql_where=text("conflicts > 0")),
    )
    __mapper_args__ = {"version_id_col": version}


class IndicationForm(Identified, Base):
    """One registration of the product's name, under one law in one register."""

    __tablename__ = "indication_forms"

    indication_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.indications.id"), index=True)
    kind: Mapped[FormKind] = mapped_column(Coded(FormKind))
    register_code: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(500))
    status: Mapped[FormStatus] = mapped_column(Coded(FormStatus))
    filed_on: Mapped[date | None] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    registered_on: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    holder_id: Mapped[UUID | None] = mapped_column(Uuid)
    holder_name: Mapped[str | None] = mapped_column(String(200))
    area: Mapped[list[str]] = mapped_column(ARRAY(Text))
    instrument: Mapped[str | None] = mapped_column(String(500))
    """The announcement or act of law that it rests on."""
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("indication_forms_register_key", "register_code", "number", unique=True),
        Index("indication_forms_kind_idx", "kind", "indication_id"),
    )
    __mapper_args__ = {"version_id_col": version}


class IndicationName(Base):
    """A spelling by which an indication is found."""

    __tablename__ = "indication_names"

    indication_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.indications.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))

    __table_args__ = (
        Index(
            "indication_names_key_idx", "key", postgresql_using="gin", postgresql_ops={"key": "gin_trgm_ops"}
        ),
        Index("indication_names_exact_idx", "key"),
        Index("indication_names_grams_idx", "grams", postgresql_using="gin"),
    )


class Allotment(Base):
    """What of a product's capacity and land is allotted in a year; CHECKs keep both below their caps."""

    __tablename__ = "indication_allotments"

    indication_id: Mapped[UUID] = mapped_column(ForeignKey("trademark.indications.id"), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    capacity_kg: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    allotted_kg: Mapped[Decimal] = mapped_column(Numeric(20, 6))
    land_hectares: Mapped[Decimal | None] = mapped_column(Numeric(20, 6))
    allotted_hectares: Mapped[Decimal] = mapped_column(Numeric(20, 6))

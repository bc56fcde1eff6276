"""Experts and their relations to organisations; seen by region and by the expert alone."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, DATEMULTIRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.experts.workflow import ExpertStatus
from services.registry.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified


class RelationKind(StrEnum):
    """What ties an expert to an organisation (R13)."""

    EMPLOYED = "employed"
    ADVISES = "advises"
    SHAREHOLDER = "shareholder"
    KIN = "kin"
    OTHER = "other"


class RelationOrigin(StrEnum):
    """Whether the expert said so, or an officer found it."""

    DECLARED = "declared"
    FOUND = "found"


class Expert(Identified, Base):
    """Somebody who scores; the subject is the person's in tokens."""

    __tablename__ = "experts"

    subject: Mapped[str | None] = mapped_column(String(200), unique=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("registry.regions.code"))
    region_path: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(200))
    employer_id: Mapped[UUID | None] = mapped_column(ForeignKey("registry.organisations.id"))
    employer_name: Mapped[str | None] = mapped_column(String(200))
    titles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    industries: Mapped[list[str]] = mapped_column(ARRAY(Text))
    absences: Mapped[Sequence[Range[date]]] = mapped_column(DATEMULTIRANGE)
    status: Mapped[ExpertStatus] = mapped_column(Coded(ExpertStatus))
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("experts_region_path_idx", "region_path"),
        Index("experts_fields_idx", "fields", postgresql_using="gin"),
    )
    __mapper_args__ = {"version_id_col": version}


class Relation(Identified, Base):
    """A tie to an organisation from a day until another; nothing is deleted."""

    __tablename__ = "expert_relations"

    expert_id: Mapped[UUID] = mapped_column(ForeignKey("registry.experts.id"), index=True)
    subject: Mapped[str | None] = mapped_column(String(200))
    region_path: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("registry.organisations.id"), index=True)
    kind: Mapped[RelationKind] = mapped_column(Coded(RelationKind))
    origin: Mapped[RelationOrigin] = mapped_column(Coded(RelationOrigin))
    pinned: Mapped[bool] = mapped_column(Boolean)
    """Set by an officer: the expert cannot end it."""
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


def absent(periods: Sequence[tuple[date, date]]) -> list[Range[date]]:
    """Periods of absence, each from the first day until before the last."""
    return [Range(first, last) for first, last in periods]

"""Brands and who may use them: public facts, so no row-level security; writes are guarded by the service."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
from shared.codes.kinds import BrandKind
from shared.db.columns import Coded
from shared.db.tables import Identified, Owned


class BrandOrigin(StrEnum):
    """Whose brand the goods carry (R04)."""

    OWN = "own"
    OEM = "oem"


class Market(StrEnum):
    """Where the brand sells."""

    DOMESTIC = "domestic"
    EXPORT = "export"


class BrandStatus(StrEnum):
    """Whether the brand is in use."""

    ACTIVE = "active"
    RETIRED = "retired"


class Brand(Identified, Owned, Base):
    """A name under which an organisation sells or speaks for a region."""

    __tablename__ = "brands"

    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[BrandKind] = mapped_column(Coded(BrandKind))
    origin: Mapped[BrandOrigin] = mapped_column(Coded(BrandOrigin))
    markets: Mapped[list[str]] = mapped_column(ARRAY(Text))
    marks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Registration numbers of trademarks, as stated."""
    first_used_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[BrandStatus] = mapped_column(Coded(BrandStatus))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Authorisation(Identified, Base):
    """An organisation may use a brand for a while, for one of its own brands or in general.

    Exclusion constraints: periods of one brand, user and child never overlap; a child has one parent a time.
    """

    __tablename__ = "brand_authorisations"

    brand_id: Mapped[UUID] = mapped_column(ForeignKey("registry.brands.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("registry.organisations.id"), index=True)
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("registry.brands.id"))
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    standard: Mapped[str | None] = mapped_column(String(200))
    """Standard or rules that the user keeps."""
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


def period(first: date, last: date) -> Range[date]:
    """From the first day until before the last."""
    return Range(first, last)

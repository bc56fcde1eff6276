"""Organisations as they are now."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
from services.registry.standing.rules import OrganisationStatus
from shared.codes.kinds import EnterpriseCategory, OrganisationKind, SizeClass
from shared.db.columns import Coded
from shared.db.tables import Identified


class Organisation(Identified, Base):
    """The present state: the projection of the typed changes in history."""

    __tablename__ = "organisations"

    credit_code: Mapped[str] = mapped_column(String(18), unique=True)
    registration_number: Mapped[str | None] = mapped_column(String(15))
    organisation_code: Mapped[str | None] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(1600))
    """Pinyin with tones, for dictionary order under collation C."""
    kind: Mapped[OrganisationKind] = mapped_column(Coded(OrganisationKind))
    category: Mapped[EnterpriseCategory | None] = mapped_column(Coded(EnterpriseCategory))
    region_code: Mapped[str] = mapped_column(ForeignKey("registry.regions.code"))
    """As it was recorded; codes of merged regions stay."""
    current_region: Mapped[str] = mapped_column(ForeignKey("registry.regions.code"))
    region_path: Mapped[str] = mapped_column(String(60))
    """Path of the current region: what an officer's scope is compared with."""
    address: Mapped[str | None] = mapped_column(String(300))
    industry_code: Mapped[str] = mapped_column(String(4))
    industry_version: Mapped[str] = mapped_column(String(4))
    size_class: Mapped[SizeClass | None] = mapped_column(Coded(SizeClass))
    above_scale: Mapped[bool | None] = mapped_column(Boolean)
    above_quota: Mapped[bool | None] = mapped_column(Boolean)
    uses_ecommerce: Mapped[bool | None] = mapped_column(Boolean)
    established_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[OrganisationStatus] = mapped_column(Coded(OrganisationStatus))
    certified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    open_claims: Mapped[int] = mapped_column(Integer)
    open_serious_incidents: Mapped[int] = mapped_column(Integer)
    facts_filed_through: Mapped[int | None] = mapped_column(Integer)
    changed_on: Mapped[date] = mapped_column(Date)
    """Day from which the latest typed change counts; a later one may not reach behind it."""
    revision: Mapped[int] = mapped_column(Integer)
    """Rises with the record and with everything that hangs on it: facts, incidents, brands, certification."""
    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __mapper_args__ = {"version_id_col": version}

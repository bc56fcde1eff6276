"""What the public sees of organisations, and the names that find them: no row-level security here."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.models import Base
from services.registry.standing.rules import OrganisationStatus
from shared.codes.kinds import EnterpriseCategory, OrganisationKind
from shared.db.columns import Coded


class PublishedOrganisation(Base):
    """What anybody may see; kept by trigger on `organisations`, without row-level security."""

    __tablename__ = "published_organisations"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(1600))
    kind: Mapped[OrganisationKind] = mapped_column(Coded(OrganisationKind))
    category: Mapped[EnterpriseCategory | None] = mapped_column(Coded(EnterpriseCategory))
    current_region: Mapped[str] = mapped_column(String(20))
    region_path: Mapped[str] = mapped_column(String(60))
    industry_code: Mapped[str] = mapped_column(String(4))
    status: Mapped[OrganisationStatus] = mapped_column(Coded(OrganisationStatus))
    certified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    open_serious_incidents: Mapped[int] = mapped_column(Integer)
    facts_filed_through: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("published_organisations_order_idx", "sort_key", "id"),
        Index("published_organisations_region_path_idx", "region_path", "sort_key", "id"),
        Index(
            "published_organisations_certified_idx",
            "sort_key",
            "id",
            postgresql_where=text("certified_at IS NOT NULL"),
        ),
    )


class OrganisationName(Base):
    """A present or former name with the keys that find it; names are public, so no row-level security."""

    __tablename__ = "organisation_names"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("registry.organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    pinyin: Mapped[str] = mapped_column(String(1600))
    initials: Mapped[str] = mapped_column(String(200))
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (
        Index(
            "organisation_names_key_idx",
            "key",
            postgresql_using="gin",
            postgresql_ops={"key": "gin_trgm_ops"},
        ),
        Index(
            "organisation_names_pinyin_idx",
            "pinyin",
            postgresql_using="gin",
            postgresql_ops={"pinyin": "gin_trgm_ops"},
        ),
        Index(
            "organisation_names_spelling_idx",
            "initials",
            postgresql_using="gin",
            postgresql_ops={"initials": "gin_trgm_ops"},
        ),
        Index("organisation_names_grams_idx", "grams", postgresql_using="gin"),
    )

"""The application and its materials as rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, String, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.applications.workflow import State
from services.review.models import Base
from shared.db.tables import Identified, Owned

STATES = ", ".join(f"'{state}'" for state in State)


class Application(Identified, Owned, Base):
    """One organisation's application in one round.

    `region_path` follows the organisation's present region and carries the scope of officers; `region_code`
    is the region at the time of applying, a fact. `sequence` is the newest frozen dossier; 0: none yet.
    """

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("state <> 'recognised' OR open_objections = 0", name="no_open_objection"),
        CheckConstraint("open_objections >= 0", name="open_objections"),
        Index(
            "applications_one_per_round_key",
            "round_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("applications_round_id_state_idx", "round_id", "state", "number"),
        Index(
            "applications_region_path_idx",
            "region_path",
            "round_id",
            postgresql_ops={"region_path": "text_pattern_ops"},
        ),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("review.editions.id"))
    workflow_edition: Mapped[int] = mapped_column(Integer)
    organisation_name: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(60))
    region_code: Mapped[str] = mapped_column(String(20))
    recommended_by: Mapped[str] = mapped_column(String(60))
    """The authority whose quota it falls under: a city's path (`37.3708.`) or a division's code."""
    state: Mapped[str] = mapped_column(String(40), default=State.DRAFT.value)
    form: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    open_objections: Mapped[int] = mapped_column(Integer, default=0)
    correction_due_on: Mapped[date | None] = mapped_column(Date)
    open_fields: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    """Pointers of what a correction has opened, such as `/form/brand_story` and `/materials/brand_proof`."""
    changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When form or materials last changed; moves the version where only a material changes."""
    eligible: Mapped[bool | None] = mapped_column()
    """What the newest eligibility run that counts (acceptance or later) found."""
    created_by: Mapped[str] = mapped_column(String(200))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Serial(Base):
    """The last serial given out in a round; numbers have no gap and are never used again."""

    __tablename__ = "application_serials"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Material(Identified, Owned, Base):
    """A file attached to an application under one of the edition's material keys."""

    __tablename__ = "materials"
    __table_args__ = (
        Index(
            "materials_application_id_idx",
            "application_id",
            "key",
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    key: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[UUID] = mapped_column(Uuid)
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    attached_by: Mapped[str] = mapped_column(String(200))
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CaseGrant(Base):
    """Lets one person (an expert, an invited officer) see one application; read by the row policies.

    It has no policy of its own, for a policy must not depend on another protected table.
    """

    __tablename__ = "case_grants"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

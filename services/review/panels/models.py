"""Panellists of a round and their conflicts of interest as rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from services.review.panels.rules import ConflictKind, ConflictSource
from shared.db.tables import Identified

KINDS = ", ".join(f"'{kind}'" for kind in ConflictKind)
SOURCES = ", ".join(f"'{source}'" for source in ConflictSource)


class Panellist(Identified, Base):
    """One expert on the panel of one round, with registry's facts as they were when last asked for.

    `region_path` is the round's: whoever looks after the round may see its panel, a city below may not.
    """

    __tablename__ = "panellists"
    __table_args__ = (
        UniqueConstraint("round_id", "expert_id"),
        UniqueConstraint("round_id", "subject"),
        CheckConstraint("maximum_load > 0", name="maximum_load"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    expert_id: Mapped[UUID] = mapped_column(Uuid)
    subject: Mapped[str] = mapped_column(String(200))
    """The person who signs in."""
    name: Mapped[str] = mapped_column(String(200))
    employer_id: Mapped[UUID | None] = mapped_column(Uuid)
    employer_name: Mapped[str | None] = mapped_column(String(200))
    fields: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    relations: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    expert_version: Mapped[int] = mapped_column(Integer)
    """Of the facts in registry."""
    available: Mapped[bool] = mapped_column(default=True)
    maximum_load: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Interest(Identified, Base):
    """A conflict of interest of a panellist at an application: found, declared, or an officer's entry."""

    __tablename__ = "conflicts"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint(f"source IN ({SOURCES})", name="source"),
        CheckConstraint("NOT pinned OR withdrawn_at IS NULL", name="pinned_stands"),
        UniqueConstraint("panellist_id", "application_id", "kind", "source"),
        Index("conflicts_round_id_idx", "round_id"),
        Index("conflicts_application_id_idx", "application_id"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    panellist_id: Mapped[UUID] = mapped_column(ForeignKey("review.panellists.id"))
    subject: Mapped[str] = mapped_column(String(200))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    noted_by: Mapped[str] = mapped_column(String(200))
    pinned: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

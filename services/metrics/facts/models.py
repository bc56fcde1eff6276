"""What the feeds told, and the facts that follow from it, in generations that a rebuild swaps."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.metrics.models import Base


class Generation(Base):
    """One building of all facts; exactly one is current."""

    __tablename__ = "fact_generations"
    __table_args__ = (
        CheckConstraint("state IN ('building', 'current', 'past', 'abandoned')", name="state"),
        Index(
            "fact_generations_one_current_key",
            "state",
            unique=True,
            postgresql_where=text("state = 'current'"),
        ),
        Index(
            "fact_generations_one_building_key",
            "state",
            unique=True,
            postgresql_where=text("state = 'building'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    state: Mapped[str] = mapped_column(String(10))
    job_id: Mapped[UUID | None] = mapped_column(Uuid)
    cursors: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """How far a building one has read each feed; the current one's stand in feed_cursors."""
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """What the swap found: facts and digest before and after."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class FactEvent(Base):
    """One event as it was told; unread ones wait for a version that can read them."""

    __tablename__ = "fact_events"
    __table_args__ = (
        Index("fact_events_entity_idx", "generation", "feed", "entity", "entity_id"),
        Index(
            "fact_events_unread_idx",
            "generation",
            "feed",
            "name",
            postgresql_where=text("handling = 'unread'"),
        ),
    )

    generation: Mapped[int] = mapped_column(ForeignKey("metrics.fact_generations.number"), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    feed: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[UUID] = mapped_column(Uuid)
    sequence: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(BigInteger)
    known_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    day: Mapped[date] = mapped_column(Date)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    handling: Mapped[str] = mapped_column(String(10))


class EntityFact(Base):
    """What held of an entity on some days, as known in some time: follows from its events."""

    __tablename__ = "facts"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="validity"),
        CheckConstraint("known_from < known_to", name="knowledge"),
        ExcludeConstraint(
            ("generation", "="),
            ("entity", "="),
            ("entity_id", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            (text("tstzrange(known_from, known_to)"), "&&"),
            name="facts_one_at_a_time_excl",
            using="gist",
        ),
        Index("facts_counted_idx", "generation", "entity", "region", "valid_from"),
    )

    generation: Mapped[int] = mapped_column(ForeignKey("metrics.fact_generations.number"), primary_key=True)
    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date] = mapped_column(Date)
    known_from: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    known_to: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    region: Mapped[str | None] = mapped_column(String(20))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    event_id: Mapped[UUID] = mapped_column(Uuid)
    version: Mapped[int] = mapped_column(Integer)

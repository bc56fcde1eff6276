"""Tables that every service has in its own schema, and the columns that its rows share."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Constraint,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.ids import new_id


def _check_name(constraint: Constraint, table: Table) -> str:
    """A model names its check in short, a migration may write the name out: both come to the same."""
    name, owner = str(constraint.name), str(table.name)
    written_out = name.startswith(f"{owner}_") and name.endswith("_check")
    return name if written_out else f"{owner}_{name}_check"


NAMING: dict[str, Any] = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(constraint_name)s",
    "constraint_name": _check_name,
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
}
"""Constraint names are part of the design: refusals are found by them."""


@cache
def metadata_for(service: str) -> MetaData:
    """Metadata of one service: its schema, the house's naming and the house's tables; made once."""
    metadata = MetaData(schema=service, naming_convention=NAMING)
    _history(metadata)
    _refusals(metadata)
    _idempotency(metadata)
    _cursors(metadata)
    return metadata


def house_table(service: str, name: str) -> Table:
    """A table of the house in this service's schema, such as `history`."""
    return metadata_for(service).tables[f"{service}.{name}"]


def _history(metadata: MetaData) -> Table:
    """Trail, ledger, audit and feed in one: append-only, one hash chain per aggregate."""
    return Table(
        "history",
        metadata,
        Column("id", Uuid, primary_key=True, default=new_id),
        Column("noun", String(40), nullable=False),
        Column("object_id", Uuid, nullable=False),
        Column("sequence", Integer, nullable=False),
        Column("transition", String(60), nullable=False),
        Column("state_from", String(40)),
        Column("state_to", String(40)),
        Column("event", String(120)),
        Column("actor", String(200), nullable=False),
        Column("actor_roles", JSONB, nullable=False),
        Column("client", String(200)),
        Column("on_behalf_of", Uuid),
        Column("reason", Text),
        Column("payload", JSONB, nullable=False),
        Column("audience", String(12), nullable=False),
        Column("organisation_id", Uuid),
        Column("region_path", String(60)),
        Column("business_at", DateTime(timezone=True), nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("previous_hash", LargeBinary),
        Column("hash", LargeBinary, nullable=False),
        Column("position", BigInteger),
        Column("seal", LargeBinary),
        UniqueConstraint("noun", "object_id", "sequence"),
        Index("history_position_idx", "position", unique=True, postgresql_where=text("position IS NOT NULL")),
        Index("history_unstamped_idx", "id", postgresql_where=text("position IS NULL")),
    )


def _refusals(metadata: MetaData) -> Table:
    """Steps that were refused: who tried what, when, and why not."""
    return Table(
        "refusals",
        metadata,
        Column("id", Uuid, primary_key=True, default=new_id),
        Column("actor", String(200), nullable=False),
        Column("actor_roles", JSONB, nullable=False),
        Column("client", String(200)),
        Column("method", String(10), nullable=False),
        Column("path", Text, nullable=False),
        Column("code", String(80), nullable=False),
        Column("params", JSONB, nullable=False),
        Column("request_id", Uuid, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Index("refusals_recorded_at_idx", "recorded_at"),
    )


def _idempotency(metadata: MetaData) -> Table:
    """What a key has already brought about: status, headers and the thing to render anew."""
    return Table(
        "idempotency",
        metadata,
        Column("client", String(200), primary_key=True),
        Column("route", String(200), primary_key=True),
        Column("key", String(255), primary_key=True),
        Column("body_hash", LargeBinary, nullable=False),
        Column("status", Integer, nullable=False),
        Column("reference", Uuid),
        Column("headers", JSONB, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Index("idempotency_created_at_idx", "created_at"),
    )


def _cursors(metadata: MetaData) -> Table:
    """How far this service has read the feed of another; moves in the transaction of the effect."""
    return Table(
        "feed_cursors",
        metadata,
        Column("feed", String(120), primary_key=True),
        Column("position", Text, nullable=False),
        Column("moved_at", DateTime(timezone=True), nullable=False),
    )


class Identified:
    """Rows with an identifier of their own (UUIDv7, made here)."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), sort_order=90)


class Owned:
    """Rows that lie within an organisation and a region: what row-level security compares."""

    organisation_id: Mapped[UUID] = mapped_column(Uuid, sort_order=-5)
    region_path: Mapped[str] = mapped_column(String(60), sort_order=-4)
    """Dotted, with a closing dot: `37.3708.370811.`; a region covers every path that begins with its own."""

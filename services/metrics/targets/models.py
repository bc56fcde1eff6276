"""Targets, and their editions that never change."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.metrics.models import Base
from shared.db.tables import Identified


class Target(Identified, Base):
    """A target of a document; what it demands stands in its newest edition."""

    __tablename__ = "targets"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("targets_document_idx", "document_code", "place", "id"),
    )

    code: Mapped[str] = mapped_column(String(60))
    document_code: Mapped[str] = mapped_column(String(60))
    place: Mapped[int] = mapped_column(Integer)
    """Order within the document."""
    region_code: Mapped[str] = mapped_column(String(20))
    region_path: Mapped[str] = mapped_column(String(60))
    edition: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class TargetEdition(Identified, Base):
    """One wording of a target: formal, as a sentence, and as the document has it; written once."""

    __tablename__ = "target_editions"
    __table_args__ = (UniqueConstraint("target_id", "number"),)

    target_id: Mapped[UUID] = mapped_column(ForeignKey("metrics.targets.id"))
    number: Mapped[int] = mapped_column(Integer)
    clause: Mapped[str] = mapped_column(String(40))
    wording: Mapped[str] = mapped_column(Text)
    reading: Mapped[str | None] = mapped_column(Text)
    formal: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sentence: Mapped[str] = mapped_column(Text)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the formal target's canonical JSON."""

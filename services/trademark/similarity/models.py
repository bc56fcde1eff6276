"""The search table of marks: public facts with keys, without policies, filled by whoever changes a mark."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, Integer, String, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.models import Base


class SimilarMark(Base):
    """A mark as the search sees it; `grams` are its features within each of its classes."""

    __tablename__ = "similar_marks"

    mark_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(500))
    key: Mapped[str] = mapped_column(String(500))
    sounds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Kept beside the name: to sound out two hundred candidates anew would take most of a search."""
    classes: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text))
    status: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(Integer)
    """How many features one class has."""
    grams: Mapped[list[int]] = mapped_column(ARRAY(Integer))

    __table_args__ = (
        Index(
            "similar_marks_grams_idx",
            "grams",
            postgresql_using="gin",
            postgresql_ops={"grams": "gin__int_ops"},
        ),
    )


class CommonGram(Base):
    """A gram with many postings; what is not here is rare."""

    __tablename__ = "similar_common_grams"

    gram: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    postings: Mapped[int] = mapped_column(Integer)


class SearchedClass(Base):
    """A class of which at least one mark was ever loaded: a search elsewhere has read nothing."""

    __tablename__ = "similar_classes"

    nice_class: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class GramCount(Base):
    """When the common grams were counted last, and how many writes the table had seen by then."""

    __tablename__ = "similar_counts"

    singleton: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    writes: Mapped[int] = mapped_column(BigInteger)
    counted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

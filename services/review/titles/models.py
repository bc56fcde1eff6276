"""Titles as rows: the public register."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Uuid, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from services.review.titles.workflow import TitleState
from shared.db.tables import Identified, Owned

STATES = ", ".join(f"'{state}'" for state in TitleState)


class Title(Identified, Owned, Base):
    """A title or status of one subject for one period; published, hence without a row policy.

    `organisation_id` is the holder. Two valid titles of one programme for one subject are impossible by
    constraint.
    """

    __tablename__ = "titles"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("valid_from <= valid_to", name="validity"),
        ExcludeConstraint(
            ("programme_id", "="),
            ("subject_kind", "="),
            ("subject_id", "="),
            (text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="titles_one_valid_excl",
            using="gist",
            where=text("state IN ('active', 'suspended')"),
        ),
        Index("titles_register_idx", "programme_id", "state", "number"),
        Index("titles_expiry_idx", "valid_to", postgresql_where=text("state IN ('active', 'suspended')")),
    )

    number: Mapped[str] = mapped_column(String(60), unique=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("review.programmes.id"))
    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"), unique=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("review.decisions.id"))
    kind: Mapped[str] = mapped_column(String(20))
    """`status` counts towards its own target only; `title` is a brand title."""
    name_zh: Mapped[str] = mapped_column(String(500))
    name_en: Mapped[str] = mapped_column(String(500))
    level: Mapped[str] = mapped_column(String(20))
    holder_name: Mapped[str] = mapped_column(String(200))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    document_number: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20), default=TitleState.ACTIVE.value)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

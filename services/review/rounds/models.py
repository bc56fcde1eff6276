"""Rounds with their chain of deadlines and their quotas as rows."""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from services.review.rounds.workflow import RoundState
from shared.db.tables import Identified

STATES = ", ".join(f"'{state}'" for state in RoundState)


class Round(Identified, Base):
    """One running of a programme's edition, from the call to the closing."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint(f"state IN ({STATES})", name="state"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("review.programmes.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("review.editions.id"))
    code: Mapped[str] = mapped_column(String(40))
    """Such as `2017`; the prefix of application numbers comes from it and the programme."""
    region_path: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20), default=RoundState.PLANNED.value)
    opens_on: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Deadline(Base):
    """The last day of one stage of a round, and whether the calendar behind it was published."""

    __tablename__ = "deadlines"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    """Its place in the chain; later deadlines never fall before earlier ones."""
    due_on: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(default=False)
    reminders: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    """Working days before the last day; they stay when the day moves."""
    reminders_on: Mapped[list[date]] = mapped_column(ARRAY(Date), default=list)
    reminded_on: Mapped[date | None] = mapped_column(Date)
    """The newest of the days on which a reminder has gone out."""


class Quota(Base):
    """A counter that can never pass its cap: the CHECK decides between callers at once (V06, V08).

    `dimension` is `recommended` (key: the authority), `selected` (seats held from notice on, key `all`) or
    `recognised` (titles, key `all`).
    """

    __tablename__ = "quotas"
    __table_args__ = (CheckConstraint("taken BETWEEN 0 AND cap", name="cap"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    cap: Mapped[int] = mapped_column(Integer)
    taken: Mapped[int] = mapped_column(Integer, default=0)

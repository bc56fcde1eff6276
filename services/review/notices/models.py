"""Public notices and their entries as rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from services.review.notices.workflow import EntryState, NoticeState
from shared.db.tables import Identified, Owned

NOTICE_STATES = ", ".join(f"'{state}'" for state in NoticeState)
ENTRY_STATES = ", ".join(f"'{state}'" for state in EntryState)


class Notice(Identified, Base):
    """One public notice of a round; its days are counted by the calendar of the day on which it opened."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(f"state IN ({NOTICE_STATES})", name="state"),
        CheckConstraint("(closes_on IS NULL) = (opened_at IS NULL)", name="opened"),
        Index("notices_round_id_idx", "round_id", "state"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    region_path: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    state: Mapped[str] = mapped_column(String(20), default=NoticeState.DRAFT.value)
    text: Mapped[str] = mapped_column(Text)
    working_days: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closes_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(default=False)
    """Counted with a year whose holidays are not published yet."""
    created_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class NoticeEntry(Identified, Owned, Base):
    """One application in a notice: what the public reads of it, with its hash, and where it stands."""

    __tablename__ = "notice_entries"
    __table_args__ = (
        CheckConstraint(f"state IN ({ENTRY_STATES})", name="state"),
        Index("notice_entries_notice_id_idx", "notice_id", "place", unique=True),
        Index(
            "notice_entries_one_running_key",
            "application_id",
            unique=True,
            postgresql_where=text("published AND state IN ('listed', 'suspended')"),
        ),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("review.notices.id"))
    round_id: Mapped[UUID] = mapped_column(ForeignKey("review.rounds.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("review.applications.id"))
    place: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20), default=EntryState.LISTED.value)
    published: Mapped[bool] = mapped_column(default=False)
    """Whether its notice has been opened: from then on anybody may read it."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    snapshot_hash: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

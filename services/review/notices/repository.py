"""Every query on notices and their entries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application
from services.review.notices.errors import NoticeEntryNotFound, NoticeNotFound
from services.review.notices.models import Notice, NoticeEntry
from services.review.notices.workflow import NoticeState


@dataclass(frozen=True, slots=True)
class Notices:
    """Public notices; drafts are seen by the region's officers only, the rest by anybody."""

    session: AsyncSession

    async def get(self, notice_id: UUID, *, lock: bool = False) -> Notice:
        """One notice, or NoticeNotFound."""
        found = await self.session.get(
            Notice, notice_id, with_for_update={"key_share": True} if lock else None
        )
        if found is None:
            raise NoticeNotFound
        return found

    def add(self, notice: Notice, entries: Sequence[NoticeEntry]) -> None:
        """Keep a new notice with its entries."""
        self.session.add(notice)
        self.session.add_all(entries)

    def listing(self, *, round_id: UUID | None, states: Collection[str]) -> Select[*tuple[Any, ...]]:
        """The notices that a list shows, without order."""
        found = select(
            Notice.id,
            Notice.number,
            Notice.round_id,
            Notice.state,
            Notice.text,
            Notice.working_days,
            Notice.opened_at,
            Notice.closes_on,
            Notice.provisional,
            Notice.version,
        )
        if round_id is not None:
            found = found.where(Notice.round_id == round_id)
        return found.where(Notice.state.in_(states)) if states else found

    async def due(self, today: date) -> Sequence[UUID]:
        """Open notices whose last day has passed."""
        rows = await self.session.scalars(
            select(Notice.id)
            .where(Notice.state == NoticeState.OPEN, Notice.closes_on < today)
            .order_by(Notice.closes_on)
        )
        return rows.all()

    async def count_of(self, round_id: UUID) -> int:
        """How many notices a round has had; the next one takes the next number."""
        counted = await self.session.scalar(
            select(func.count()).select_from(Notice).where(Notice.round_id == round_id)
        )
        return counted or 0


@dataclass(frozen=True, slots=True)
class NoticeEntries:
    """The entries of notices."""

    session: AsyncSession

    async def get(self, entry_id: UUID, *, lock: bool = False) -> NoticeEntry:
        """One entry, or NoticeEntryNotFound."""
        found = await self.session.get(
            NoticeEntry, entry_id, with_for_update={"key_share": True} if lock else None
        )
        if found is None:
            raise NoticeEntryNotFound
        return found

    async def of(self, notice_id: UUID, *, lock: bool = False) -> Sequence[NoticeEntry]:
        """All entries of a notice in their order."""
        found = select(NoticeEntry).where(NoticeEntry.notice_id == notice_id).order_by(NoticeEntry.place)
        return (await self.session.scalars(found.with_for_update(key_share=True) if lock else found)).all()

    def listing(self, notice_id: UUID, *, states: Collection[str]) -> Select[*tuple[Any, ...]]:
        """The entries that a list shows, without order."""
        found = select(
            NoticeEntry.id,
            NoticeEntry.notice_id,
            NoticeEntry.application_id,
            NoticeEntry.place,
            NoticeEntry.state,
            NoticeEntry.snapshot,
            NoticeEntry.snapshot_hash,
            NoticeEntry.version,
        ).where(NoticeEntry.notice_id == notice_id)
        return found.where(NoticeEntry.state.in_(states)) if states else found

    async def publish(self, notice_id: UUID) -> int:
        """Let anybody read the entries of a notice that opens; says how many there are."""
        moved = await self.session.execute(
            update(NoticeEntry)
            .where(NoticeEntry.notice_id == notice_id)
            .values(published=True)
            .returning(NoticeEntry.id)
        )
        return len(moved.all())

    async def candidates(self, round_id: UUID, wanted: Collection[UUID]) -> Sequence[Application]:
        """The wanted applications of a round, locked in the order of their identifiers."""
        found = (
            select(Application)
            .where(Application.round_id == round_id, Application.id.in_(wanted))
            .order_by(Application.id)
            .with_for_update(key_share=True)
        )
        return (await self.session.scalars(found)).all()


Listed = Row[Any]
"""A row of a list."""

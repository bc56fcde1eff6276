"""Every query on decisions, what they name and who approved them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application
from services.review.decisions.errors import DecisionNotFound
from services.review.decisions.models import Approval, Decision, DecisionEntry
from services.review.notices.models import NoticeEntry
from services.review.notices.workflow import EntryState
from shared.db.tables import house_table
from shared.db.work import as_house

PARTAKING = ("recommend", "decline", "score")
"""Steps of a case whose actors may not decide on it."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions: issued ones are public, the others are the body's and its supervisors'."""

    session: AsyncSession

    async def get(self, decision_id: UUID, *, lock: bool = False) -> Decision:
        """One decision, or DecisionNotFound."""
        found = await self.session.get(
            Decision, decision_id, with_for_update={"key_share": True} if lock else None
        )
        if found is None:
            raise DecisionNotFound
        return found

    def add(self, *rows: Decision | DecisionEntry | Approval) -> None:
        """Keep new rows."""
        self.session.add_all(rows)

    def listing(self, *, round_id: UUID | None, states: Collection[str]) -> Select[*tuple[Any, ...]]:
        """The decisions that a list shows, without order."""
        found: Select[*tuple[Any, ...]] = select(*Decision.__table__.c)
        if round_id is not None:
            found = found.where(Decision.round_id == round_id)
        return found.where(Decision.state.in_(states)) if states else found

    async def named(self, decision_id: UUID) -> Sequence[DecisionEntry]:
        """The entries that a decision names."""
        rows = await self.session.scalars(
            select(DecisionEntry)
            .where(DecisionEntry.decision_id == decision_id)
            .order_by(DecisionEntry.entry_id)
        )
        return rows.all()

    async def entries(self, wanted: Collection[UUID], *, lock: bool = False) -> dict[UUID, NoticeEntry]:
        """Notice entries; locked in the order of their identifiers, after their applications."""
        found = select(NoticeEntry).where(NoticeEntry.id.in_(wanted)).order_by(NoticeEntry.id)
        rows = await self.session.scalars(found.with_for_update(key_share=True) if lock else found)
        return {row.id: row for row in rows}

    async def listed_anew(self, entries: Collection[NoticeEntry]) -> frozenset[UUID]:
        """Which of these applications stand in a later, running entry: that one is decided on."""
        rows = await self.session.scalars(
            select(NoticeEntry.application_id).where(
                NoticeEntry.application_id.in_([each.application_id for each in entries]),
                NoticeEntry.id.not_in([each.id for each in entries]),
                NoticeEntry.published,
                NoticeEntry.state.in_([EntryState.LISTED, EntryState.SUSPENDED]),
            )
        )
        return frozenset(rows)

    async def applications(self, wanted: Collection[UUID]) -> dict[UUID, Application]:
        """Applications, locked in the order of their identifiers."""
        rows = await self.session.scalars(
            select(Application)
            .where(Application.id.in_(wanted))
            .order_by(Application.id)
            .with_for_update(key_share=True)
        )
        return {row.id: row for row in rows}

    async def approvers(self, decision_id: UUID) -> frozenset[str]:
        """Who approves it now; approvals before a return do not count."""
        rows = await self.session.scalars(
            select(Approval.subject).where(Approval.decision_id == decision_id, Approval.voided_at.is_(None))
        )
        return frozenset(rows)

    async def void_approvals(self, decision_id: UUID, at: datetime) -> None:
        """A return makes earlier approvals void; they stay on record."""
        await self.session.execute(
            update(Approval)
            .where(Approval.decision_id == decision_id, Approval.voided_at.is_(None))
            .values(voided_at=at)
        )

    async def partakers(self, application_ids: Collection[UUID]) -> frozenset[str]:
        """Who recommended or scored any of these cases, from the whole trail, whoever asks."""
        history = house_table("review", "history")
        scored = history.c.payload["application_id"].astext.in_([str(each) for each in application_ids])
        async with as_house(self.session):
            actors = await self.session.scalars(
                select(history.c.actor)
                .where(
                    ((history.c.noun == "application") & history.c.object_id.in_(application_ids))
                    | ((history.c.noun == "score") & scored),
                    history.c.transition.in_(PARTAKING),
                )
                .distinct()
            )
            return frozenset(actors)

"""Every query on objections and, apart, on who raised them."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, column, func, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.objections.errors import ObjectionNotFound
from services.review.objections.models import Objection, Objector
from services.review.objections.workflow import ObjectionState
from shared.db.tables import house_table
from shared.db.work import as_house

JUDGING = ("recommend", "decline", "accept", "refuse", "score", "recognise", "reject")
"""Steps of a case whose actors may not rule on an objection against it."""
APPROVALS = table("approvals", column("decision_id", Uuid()), column("subject"), schema="review")
NAMED = table(
    "decision_entries", column("decision_id", Uuid()), column("application_id", Uuid()), schema="review"
)
"""Named, not imported: decisions come after objections in the order of life."""


def receipt_hash(code: str) -> bytes:
    """What is kept of a receipt code."""
    return hashlib.sha256(code.encode()).digest()


@dataclass(frozen=True, slots=True)
class Objections:
    """Objections as the caller may see them; an objector sees the own one by its receipt."""

    session: AsyncSession

    async def get(self, objection_id: UUID, *, lock: bool = False) -> Objection:
        """One objection, or ObjectionNotFound."""
        found = await self.session.get(
            Objection, objection_id, with_for_update={"key_share": True} if lock else None
        )
        if found is None:
            raise ObjectionNotFound
        return found

    async def present(self, code: str) -> None:
        """Show the receipt to the row policy for the rest of the transaction."""
        await self.session.execute(select(func.set_config("lupin.receipt", receipt_hash(code).hex(), True)))

    async def of_receipt(self, objection_id: UUID, code: str, *, lock: bool = False) -> Objection:
        """The objection that this code was handed out for; a wrong code finds nothing."""
        await self.present(code)
        wanted = select(Objection).where(
            Objection.id == objection_id, Objection.receipt_hash == receipt_hash(code)
        )
        found = await self.session.scalar(wanted.with_for_update(key_share=True) if lock else wanted)
        if found is None:
            raise ObjectionNotFound
        return found

    def add(self, objection: Objection, objector: Objector | None) -> None:
        """Keep a new objection; its objector, sealed, goes to a table apart."""
        self.session.add(objection)
        if objector is not None:
            self.session.add(objector)

    async def objector(self, objection_id: UUID) -> Objector | None:
        """Who objected, sealed; None when anonymous."""
        return await self.session.get(Objector, objection_id)

    def listing(
        self, *, round_id: UUID | None, entry_id: UUID | None, states: Collection[str]
    ) -> Select[*tuple[Any, ...]]:
        """The objections that a list shows, without order."""
        found: Select[*tuple[Any, ...]] = select(
            *(column for name, column in Objection.__table__.c.items() if name != "receipt_hash")
        )
        if round_id is not None:
            found = found.where(Objection.round_id == round_id)
        if entry_id is not None:
            found = found.where(Objection.entry_id == entry_id)
        return found.where(Objection.state.in_(states)) if states else found

    async def admitted_against(self, entry_id: UUID) -> int:
        """How many admitted objections keep an entry suspended."""
        return await self._against(entry_id, ObjectionState.ADMITTED, ObjectionState.ANSWERED)

    async def upheld_against(self, entry_id: UUID) -> bool:
        """Whether any objection against the entry was upheld."""
        return await self._against(entry_id, ObjectionState.UPHELD) > 0

    async def _against(self, entry_id: UUID, *states: ObjectionState) -> int:
        """Of all objections, whoever asks: an objector sees the own one only."""
        counted = (
            select(func.count())
            .select_from(Objection)
            .where(Objection.entry_id == entry_id, Objection.state.in_(states))
        )
        async with as_house(self.session):
            return (await self.session.scalars(counted)).one()

    async def count(self, application_id: UUID, *, by: int) -> None:
        """Move the case's count of open objections; its CHECK refuses what a decision has overtaken.

        A function of the owner does it, for a member of the public sees no application.
        """
        await self.session.flush()
        await self.session.execute(select(func.review.count_objection(application_id, by)))

    async def judges_of(self, application_id: UUID) -> frozenset[str]:
        """Who recommended, accepted, scored or decided the case, from the whole trail, whoever asks."""
        history = house_table("review", "history")
        about = history.c.payload["application_id"].astext == str(application_id)
        of_case = select(history.c.actor).where(
            ((history.c.noun == "application") & (history.c.object_id == application_id))
            | ((history.c.noun == "score") & about),
            history.c.transition.in_(JUDGING),
        )
        of_body = (
            select(APPROVALS.c.subject)
            .join(NAMED, NAMED.c.decision_id == APPROVALS.c.decision_id)
            .where(NAMED.c.application_id == application_id)
        )
        async with as_house(self.session):
            return frozenset(await self.session.scalars(of_case.union(of_body)))

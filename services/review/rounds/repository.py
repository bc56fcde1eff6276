"""Every query on rounds, their deadlines and their quotas."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.programmes.models import Edition, Programme
from services.review.rounds.errors import QuotaReached, RoundNotFound
from services.review.rounds.models import Deadline, Quota, Round


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of all programmes, with the days of their chains."""

    session: AsyncSession

    async def get(self, round_id: UUID, *, lock: bool = False) -> Round:
        """One round; `lock` holds its row for the rest of the transaction."""
        found = await self.session.get(Round, round_id, with_for_update=lock)
        if found is None:
            raise RoundNotFound
        return found

    async def edition(self, held: Round) -> Edition:
        """The edition of the programme under which a round runs."""
        return await self.session.get_one(Edition, held.edition_id)

    async def series(self, held: Round) -> str:
        """The prefix of the human numbers of a round: programme and round, `internet_plus_brand-2017`."""
        programme = await self.session.get_one(Programme, held.programme_id)
        return f"{programme.code}-{held.code}"

    async def days(self, round_id: UUID) -> dict[str, date]:
        """The last day of each stage, by step."""
        rows = await self.session.execute(
            select(Deadline.step, Deadline.due_on).where(Deadline.round_id == round_id)
        )
        return {row.step: row.due_on for row in rows}


@dataclass(frozen=True, slots=True)
class Quotas:
    """Counters under a cap; a place is taken and given back in the transaction that needs it."""

    session: AsyncSession

    async def take(self, round_id: UUID, dimension: str, key: str = "all") -> None:
        """Take one place, or QuotaReached; the counter's row stays locked until the transaction ends."""
        try:
            async with self.session.begin_nested():
                await self._move(round_id, dimension, key, by=1)
        except IntegrityError as error:
            raise QuotaReached(dimension=dimension, cap=await self._cap(round_id, dimension, key)) from error

    async def give_back(self, round_id: UUID, dimension: str, key: str = "all") -> None:
        """Free one place."""
        await self._move(round_id, dimension, key, by=-1)

    async def room(self, round_id: UUID, dimension: str, key: str = "all") -> int:
        """How many places are free."""
        row = await self.session.execute(
            select(Quota.cap - Quota.taken).where(*self._of(round_id, dimension, key))
        )
        return row.scalar_one_or_none() or 0

    async def _move(self, round_id: UUID, dimension: str, key: str, *, by: int) -> None:
        moved = await self.session.execute(
            update(Quota).where(*self._of(round_id, dimension, key)).values(taken=Quota.taken + by)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a count
            raise LookupError(f"the round has no quota {dimension}/{key}")

    async def _cap(self, round_id: UUID, dimension: str, key: str) -> int:
        return (
            await self.session.execute(select(Quota.cap).where(*self._of(round_id, dimension, key)))
        ).scalar_one()

    @staticmethod
    def _of(round_id: UUID, dimension: str, key: str) -> tuple[ColumnElement[bool], ...]:
        return (Quota.round_id == round_id, Quota.dimension == dimension, Quota.key == key)

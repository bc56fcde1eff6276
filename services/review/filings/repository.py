"""Every query on the allowances of those who object."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.filings.models import FilingAllowance
from services.review.filings.rules import MOST_A_DAY


@dataclass(frozen=True, slots=True)
class Allowances:
    """Counters of filings; they hold nothing personal, and no policy stands on them."""

    session: AsyncSession

    async def take(self, notice_id: UUID, address_key: bytes, day: date) -> bool:
        """Count one more, unless the allowance is used up; callers at once wait for one another."""
        first = insert(FilingAllowance).values(notice_id=notice_id, address_key=address_key, day=day, filed=1)
        further = first.on_conflict_do_update(
            index_elements=[FilingAllowance.notice_id, FilingAllowance.address_key],
            set_={"filed": FilingAllowance.filed + 1},
            where=FilingAllowance.filed < MOST_A_DAY,
        )
        taken = await self.session.scalar(further.returning(FilingAllowance.filed))
        return taken is not None

    async def forget(self, before: date) -> int:
        """Drop the counters of days that are over."""
        dropped = await self.session.execute(delete(FilingAllowance).where(FilingAllowance.day < before))
        return cast("CursorResult[Any]", dropped).rowcount

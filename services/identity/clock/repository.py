"""Every query on the clock."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.clock.models import CLOCK_ID, ClockRow


@dataclass(frozen=True, slots=True)
class Clocks:
    """The one clock."""

    session: AsyncSession

    async def offset(self) -> timedelta:
        """How far business time is ahead."""
        seconds = await self.session.scalar(select(ClockRow.offset_seconds).where(ClockRow.id == CLOCK_ID))
        return timedelta(seconds=seconds or 0)

    async def held(self) -> ClockRow:
        """The row, locked for the rest of the transaction."""
        locked = select(ClockRow).where(ClockRow.id == CLOCK_ID).with_for_update()
        return (await self.session.scalars(locked)).one()

"""Moving business time in demo and training, and following it in every process of identity."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.identity.clock.models import CLOCK_ID
from services.identity.clock.repository import Clocks
from services.identity.clock.rules import advanced
from services.identity.clock.schemas import AdvanceClock, ClockOut
from shared.db.history import Audience, Entry, Trail
from shared.db.stirring import stir
from shared.db.work import Database
from shared.settings.service import Mode


@dataclass(frozen=True, slots=True)
class ClockDesk:
    """Use cases on the clock, inside one write transaction."""

    clocks: Clocks
    trail: Trail
    mode: Mode
    now: Callable[[], datetime]

    async def advance(self, body: AdvanceClock) -> UUID:
        """Move business time forward; the jump stands in the history."""
        row = await self.clocks.held()
        before = timedelta(seconds=row.offset_seconds)
        after = advanced(before, until=body.until, seconds=body.seconds, now=self.now())
        row.offset_seconds = int(after.total_seconds())
        row.moved_at = self.now()
        await self.clocks.session.flush()
        await stir(self.clocks.session)
        entry = Entry(
            noun="clock",
            object_id=CLOCK_ID,
            transition="advance",
            event="clock.advanced",
            audience=Audience.PUBLIC,
            payload={"offset_seconds": row.offset_seconds},
        )
        await self.trail.append(entry)
        return CLOCK_ID

    async def show(self, _: UUID = CLOCK_ID) -> ClockOut:
        """The clock as this transaction sees it."""
        return shown(self.mode, await self.clocks.offset(), self.now())


def shown(mode: Mode, offset: timedelta, now: datetime) -> ClockOut:
    """What is told about the clock."""
    return ClockOut(mode=mode, offset_seconds=int(offset.total_seconds()), business_now=now + offset)


@dataclass
class ClockWatch:
    """The clock as one process of identity knows it, and those who wait for it to move."""

    database: Database
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def offset(self) -> timedelta:
        return self.database.clock.offset

    async def look(self) -> None:
        """Take the offset from the row, where another process may have put it, and wake those who wait."""
        async with self.database.open() as session:
            offset = await Clocks(session).offset()
        if offset > self.offset:
            self.database.clock.follow(offset)
            async with self._moved:
                self._moved.notify_all()

    async def beyond(self, known: timedelta, *, wait: float) -> timedelta:
        """The offset, as soon as it is larger than the one that is known, or after the wait."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wait), self._moved:
                await self._moved.wait_for(lambda: self.offset > known)
        return self.offset

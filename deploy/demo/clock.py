"""Business time in the demo: weeks pass in a moment, and the story waits until everybody has noticed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deploy.demo.gateway import Gateway
from shared.time.clock import SHANGHAI

SYSTEM = "system-administrator"
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class DemoClock:
    """Identity's movable clock, which every process follows within a second."""

    gateway: Gateway

    async def today(self) -> date:
        """The business day in China."""
        answer = await self.gateway.public("/identity/v1/clock")
        return datetime.fromisoformat(answer["business_now"]).astimezone(SHANGHAI).date()

    async def pass_day(self, day: date) -> None:
        """Go to the morning after a day, unless it is over already."""
        if await self.today() <= day:
            until = f"{(day + timedelta(days=1)).isoformat()}T02:00:00Z"
            await self.gateway.person(SYSTEM).post("/identity/v1/clock/advance", {"until": until})


async def until(holds: Callable[[], Awaitable[bool]], what: str, *, patience: float = PATIENCE) -> None:
    """Wait until the house has done what time or a job brings about."""
    async with asyncio.timeout(patience) as limit:
        while not await holds():  # noqa: ASYNC110 - it becomes true in other processes
            await asyncio.sleep(0.3)
    if limit.expired():
        raise TimeoutError(what)

"""Keeps a process's business clock where identity's stands, outside production."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog

from shared.errors.refusals import Refusal
from shared.time.clock import Clock

EVERY = 0.5
"""Seconds between two looks; a jump is followed within one second."""

FetchClock = Callable[[], Awaitable[Mapping[str, Any]]]
"""Gets `{"offset_seconds": ...}` of identity's clock."""

log = structlog.get_logger(__name__)


class ClockFollower:
    """Follows the one clock that the operator of a demo or a training moves."""

    def __init__(self, fetch: FetchClock, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock

    async def follow(self) -> None:
        """Look for ever; an identity that cannot be reached leaves the clock where it is."""
        while True:
            try:
                await self.look()
            except (Refusal, OSError, ValueError) as fault:
                log.debug("clock_unreachable", fault=type(fault).__name__)
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Take over identity's offset if it is ahead of ours."""
        match await self._fetch():
            case {"offset_seconds": int(seconds)}:
                ahead = timedelta(seconds=seconds)
            case _:
                raise ValueError("a clock has offset_seconds")
        if ahead > self._clock.offset:
            self._clock.follow(ahead)

"""Keeps a process's business clock where identity's stands, outside production."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog

from shared.errors.refusals import Refusal
from shared.time.clock import Clock

WAIT = 10
"""Seconds that one long poll lasts; a jump ends it at once."""
PAUSE = 0.5
"""Seconds before asking again after a failure."""
BREATH = 0.05
"""Seconds between two polls, so that an identity that does not wait is not run over."""

FetchClock = Callable[[int, int], Awaitable[Mapping[str, Any]]]
"""`(known offset, wait seconds) -> {"offset_seconds": ...}` of identity's clock."""

log = structlog.get_logger(__name__)


class ClockFollower:
    """Follows the one clock that the operator of a demo or a training moves."""

    def __init__(self, fetch: FetchClock, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._wait = 0

    async def follow(self) -> None:
        """Poll for ever; an identity that cannot be reached leaves the clock where it is."""
        while True:
            try:
                await self.look()
                self._wait = WAIT
            except (Refusal, OSError, ValueError) as fault:
                log.debug("clock_unreachable", fault=type(fault).__name__)
                await asyncio.sleep(PAUSE)
            await asyncio.sleep(BREATH)

    async def look(self) -> None:
        """Take over identity's offset if it is ahead of ours; the first look does not wait."""
        known = int(self._clock.offset.total_seconds())
        match await self._fetch(known, self._wait):
            case {"offset_seconds": int(seconds)}:
                ahead = timedelta(seconds=seconds)
            case _:
                raise ValueError("a clock has offset_seconds")
        if ahead > self._clock.offset:
            self._clock.follow(ahead)

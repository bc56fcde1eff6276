"""The revocation feed: one reader of the table per process, any number of waiting siblings."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.identity.revocations.errors import FeedBehind
from services.identity.revocations.repository import Revocations
from shared.auth.revocations import Revocation, RevocationList
from shared.db.work import Database

BEHIND_AFTER = timedelta(seconds=10)
"""A process that has not seen its table for so long must not tell siblings that nothing was revoked."""


@dataclass
class RevocationBoard:
    """What matters now, by position; waiters are woken when something is added."""

    database: Database
    now: Callable[[], datetime]
    heard: RevocationList
    _posted: list[tuple[int, Revocation]] = field(default_factory=list)
    _position: int = 0
    _looked_at: datetime | None = None
    _closing: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def look(self) -> None:
        """Read what is new, take it in for this process's own verifier, and wake those who wait."""
        async with self._turn:
            new = await self._look()
        if new:
            async with self._news:
                self._news.notify_all()

    async def _look(self) -> bool:
        now = self.now()
        async with self.database.open() as session:
            new = list(await Revocations(session).after(self._position, now=now))
        self.heard.hear([revocation for _, revocation in new])
        second = int(now.timestamp())
        self._posted = [(at, r) for at, r in (*self._posted, *new) if r.expires_at > second]
        self._looked_at = now
        self._position = new[-1][0] if new else self._position
        return bool(new)

    async def page(self, position: int, *, wait: float) -> tuple[list[Revocation], int]:
        """What is behind a position, waiting for the first if there is none; nothing is held meanwhile."""
        if self._looked_at is None or self.now() - self._looked_at > BEHIND_AFTER:
            raise FeedBehind(retry_after=2)
        if position > self._position:
            position = 0  # a cursor from before a restore: begin anew
        if wait and not self._behind(position):
            try:
                async with asyncio.timeout(wait), self._news:
                    await self._news.wait_for(lambda: self._closing or self._behind(position))
            except TimeoutError:
                pass
        return [r for at, r in self._posted if at > position], self._position

    def _behind(self, position: int) -> bool:
        return any(at > position for at, _ in self._posted)

    async def close(self) -> None:
        """Send the waiting home with an empty page."""
        self._closing = True
        async with self._news:
            self._news.notify_all()

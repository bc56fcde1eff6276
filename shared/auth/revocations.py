"""What identity has revoked, followed by long poll and asked on every use of a token."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, Self

import structlog

from shared.auth.claims import LEEWAY, Claims
from shared.errors.refusals import Refusal

SILENT_AFTER = timedelta(seconds=30)
WAIT = 20
"""Seconds that one long poll lasts; shorter than the silence that counts."""
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0

_log = structlog.get_logger(__name__)

FetchRevocations = Callable[[str, int], Awaitable[Mapping[str, object]]]
"""`(cursor, wait seconds) -> {"items": [...], "cursor": "..."}`, composed from the sibling client."""


class RevokedKind(StrEnum):
    """What a revocation names."""

    TOKEN = "token"  # noqa: S105 - a kind, not a secret
    SUBJECT = "subject"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Revocation:
    """Tokens of this name issued up to `before_ms` are refused; forgotten when the last of them is over."""

    kind: RevokedKind
    value: str
    before_ms: int
    expires_at: int

    @classmethod
    def read(cls, item: object) -> Self:
        """One entry of identity's feed; anything else is a `ValueError`."""
        match item:
            case {
                "kind": str(kind),
                "value": str(value),
                "before_ms": int(before),
                "expires_at": int(expires),
            }:
                return cls(RevokedKind(kind), value, before, expires)
            case _:
                raise ValueError("a revocation has kind, value, before_ms and expires_at")

    def written(self) -> dict[str, object]:
        """The entry as it stands in the feed; the inverse of `read`."""
        times = {"before_ms": self.before_ms, "expires_at": self.expires_at}
        return {"kind": self.kind.value, "value": self.value, **times}


class Revocations(Protocol):
    """What a verifier asks on each use of a token."""

    def silent(self) -> bool: ...

    def covers(self, claims: Claims) -> bool: ...


class RevocationList:
    """The revocations in force, by what they name; a few hundred at most, because tokens live minutes."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._now = now
        self._entries: dict[tuple[RevokedKind, str], Revocation] = {}
        self._heard_at: datetime | None = None

    def hear(self, revocations: list[Revocation]) -> None:
        """Take in what identity said; an empty answer says that it is alive."""
        self._heard_at = self._now()
        second = int(self._heard_at.timestamp()) - LEEWAY
        for revocation in revocations:
            key = (revocation.kind, revocation.value)
            known = self._entries.get(key)
            if known is None or known.before_ms <= revocation.before_ms:
                self._entries[key] = revocation
        for key in [key for key, entry in self._entries.items() if entry.expires_at < second]:
            del self._entries[key]

    def silent(self) -> bool:
        """Whether identity has not been heard for so long that its silence says nothing."""
        return self._heard_at is None or self._now() - self._heard_at > SILENT_AFTER

    def covers(self, claims: Claims) -> bool:
        named = (
            (RevokedKind.TOKEN, claims.token_id),
            (RevokedKind.SUBJECT, claims.subject),
            (RevokedKind.CLIENT, claims.client),
        )
        found = (self._entries.get(name) for name in named)
        return any(entry is not None and claims.issued_ms <= entry.before_ms for entry in found)


class RevocationFollower:
    """Keeps a list current through identity's feed, from cursor zero at each start."""

    def __init__(self, fetch: FetchRevocations, heard: RevocationList) -> None:
        self._fetch = fetch
        self._heard = heard
        self._cursor = ""

    async def follow(self) -> None:
        """Poll for ever; a failure waits a little longer each time."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self.poll(WAIT)
            except (Refusal, OSError, ValueError) as fault:
                _log.warning("revocation_feed_unreachable", fault=type(fault).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = FIRST_PAUSE

    async def poll(self, wait: int) -> None:
        """One page: what is new since the last, or nothing after `wait` seconds."""
        page = await self._fetch(self._cursor, wait if self._cursor else 0)
        match page:
            case {"items": list(items), "cursor": str(cursor)}:
                self._heard.hear([Revocation.read(item) for item in items])
                self._cursor = cursor
            case _:
                raise ValueError("a page of revocations has items and a cursor")

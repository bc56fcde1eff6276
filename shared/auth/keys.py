"""The public keys of identity as each process holds them; a rotation is followed without downtime."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from shared.auth.errors import TokenUncheckable
from shared.auth.tokens import KeyUnusable, VerifyingKey
from shared.errors.refusals import Refusal

REFRESH_EVERY = timedelta(minutes=1)
AT_MOST_EVERY = timedelta(seconds=5)
"""An unknown `kid` asks for a refresh; a stranger who invents them causes at most one call in this time."""
MOST_KEYS = 32

_log = structlog.get_logger(__name__)

FetchKeys = Callable[[], Awaitable[Mapping[str, object]]]
"""Gets the JWK Set; composed from the sibling client, because rooms do not import sideways."""


class Keys(Protocol):
    """Where a verifier finds the key that a header names."""

    async def find(self, kid: str) -> VerifyingKey | None: ...


def read_key_set(document: Mapping[str, object]) -> dict[str, VerifyingKey]:
    """The usable keys of a JWK Set (RFC 7517); others are skipped, as section 5 asks."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise KeyUnusable("a key set has a member keys")
    keys: dict[str, VerifyingKey] = {}
    for jwk in listed[:MOST_KEYS]:
        with suppress(KeyUnusable):
            key = VerifyingKey.from_jwk(jwk if isinstance(jwk, dict) else {})
            keys[key.kid] = key
    return keys


class KeyFollower:
    """Holds identity's key set and fetches it anew when told to, when unsure and every minute."""

    def __init__(self, fetch: FetchKeys, *, now: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: dict[str, VerifyingKey] = {}
        self._tried_at: datetime | None = None
        self._loaded = False
        self._turn = asyncio.Lock()

    async def find(self, kid: str) -> VerifyingKey | None:
        """The key, after one refresh if it is unknown; refuses when no key set was ever had."""
        key = self._keys.get(kid)
        if key is not None:
            return key
        async with self._turn:
            if kid not in self._keys and self._may_try():
                await self._refresh()
        if not self._loaded:
            raise TokenUncheckable(retry_after=2)
        return self._keys.get(kid)

    def _may_try(self) -> bool:
        return not self._loaded or self._tried_at is None or self._now() - self._tried_at >= AT_MOST_EVERY

    async def _refresh(self) -> None:
        self._tried_at = self._now()
        try:
            keys = read_key_set(await self._fetch())
        except (Refusal, OSError, ValueError) as fault:
            _log.warning("identity_keys_unreachable", fault=type(fault).__name__)
            return
        self._keys, self._loaded = keys, True

    async def follow(self) -> None:
        """Refresh for ever; a key that identity has withdrawn is gone within the interval."""
        while True:
            async with self._turn:
                await self._refresh()
            await asyncio.sleep(REFRESH_EVERY.total_seconds() if self._loaded else 1.0)

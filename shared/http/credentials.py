"""The service's own access token for calls to siblings (client credentials, RFC 6749 section 4.4)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Any, Protocol

EARLY = 30
"""Seconds before its end that a token is no longer used."""

Prove = Callable[[], Mapping[str, str]]
"""Form members that prove the client: an id with a secret, or a fresh signed assertion (RFC 7523)."""

Ask = Callable[[Mapping[str, str]], Awaitable[Mapping[str, Any]]]
"""POST of a form to the token endpoint."""


class TokenSource(Protocol):
    """Where a bearer token comes from."""

    async def token(self) -> str: ...

    def forget(self, token: str) -> None:
        """The token was refused: the next call asks for another."""


class ClientCredentials:
    """Fetches the token when it is first needed and again shortly before it ends; one fetch at a time."""

    def __init__(
        self, ask: Ask, prove: Prove, *, scope: str = "", tick: Callable[[], float] = monotonic
    ) -> None:
        self._ask = ask
        self._prove = prove
        self._scope = scope
        self._tick = tick
        self._lock = asyncio.Lock()
        self._token: str | None = None
        self._good_until = 0.0

    async def token(self) -> str:
        """A token that is good for another half minute at least."""
        if self._token is None or self._tick() >= self._good_until:
            async with self._lock:
                if self._token is None or self._tick() >= self._good_until:
                    await self._fetch()
        return self._token or ""

    def forget(self, token: str) -> None:
        """Drop this token; a newer one stays."""
        if self._token == token:
            self._token = None

    async def _fetch(self) -> None:
        form = {"grant_type": "client_credentials", **self._prove()}
        if self._scope:
            form["scope"] = self._scope
        granted = await self._ask(form)
        self._token = str(granted["access_token"])
        self._good_until = self._tick() + float(granted["expires_in"]) - EARLY

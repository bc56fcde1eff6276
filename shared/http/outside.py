"""Calls to a provider of sign-in that the operator has named: answers are read, within limits, once."""

import asyncio
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx  # noqa: TID251 - beside the clients of siblings and of webhooks the one place that calls out
import orjson
from typing_extensions import override

from shared.http.client import authorities

MOST_BYTES = 256 * 1024
"""Of an answer; a key set or a token answer is a hundredth of it."""
SECONDS = 8
"""For a whole answer, however slowly it drips."""
_PATIENCE = httpx.Timeout(5.0, connect=2.0, pool=2.0)
_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=5)


class NoAnswerError(OSError):
    """Nobody there, too slow, too long, or not JSON."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A status, and an object of JSON."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outside:
    """Connections to the named; no redirect is followed, no proxy of the environment asked."""

    http: httpx.AsyncClient

    @classmethod
    def open(cls) -> "Outside":
        """Nothing is connected before the first call."""
        return cls(
            httpx.AsyncClient(timeout=_PATIENCE, limits=_LIMITS, trust_env=False, verify=authorities())
        )

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def get(self, url: str) -> Answered:
        return await self._ask("GET", url)

    async def form(self, url: str, form: Mapping[str, str], *, name: str, secret: str) -> Answered:
        """POST of a form by a client with its secret (RFC 6749 section 2.3.1)."""
        auth = httpx.BasicAuth(quote(name, safe=""), quote(secret, safe=""))
        return await self._ask("POST", url, data=dict(form), auth=auth)

    async def bearer(self, url: str, token: str) -> Answered:
        """GET under a token of theirs (RFC 6750 section 2.1)."""
        return await self._ask("GET", url, auth=_Bearer(token))

    async def _ask(self, method: str, url: str, **sent: Any) -> Answered:
        headers = {"Accept": "application/json"}
        try:
            async with (
                asyncio.timeout(SECONDS),
                self.http.stream(method, url, headers=headers, **sent) as answer,
            ):
                return Answered(answer.status_code, await _object(answer))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as fault:
            raise NoAnswerError(type(fault).__name__) from fault


class _Bearer(httpx.Auth):
    """A token in the header, where a log of calls does not look."""

    def __init__(self, token: str) -> None:
        self._token = token

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


async def _object(answer: httpx.Response) -> Mapping[str, Any]:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            raise ValueError("an answer without end")
    found = orjson.loads(bytes(body))
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a fault of the answer, as every other
    return found

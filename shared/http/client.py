"""Calls to siblings, through the gateway: bounded in time and size, retried only when that is harmless."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx  # noqa: TID251 - the one place that calls siblings
import orjson
import stamina

from shared.errors.refusals import Refusal
from shared.http.breaker import Breaker
from shared.http.credentials import ClientCredentials, Prove, TokenSource
from shared.http.errors import SiblingRefused, SiblingSilent
from shared.observability.context import current

TOKEN_PATH = "/identity/v1/token"  # noqa: S105 - a path
ANSWER_LIMIT = 16 * 1024 * 1024
"""Bytes of an answer that are read; more is rubbish."""

_SECONDS = 5.0
UNAUTHORIZED = 401
TOO_MANY = 429
FAULTS = 500
_BUSY = "request_in_progress"


class _TransientError(Exception):
    """Worth another try: no answer, or one that asks for patience."""


@cache
def authorities() -> ssl.SSLContext:
    """Who may vouch for a certificate; read once in a process, which takes longer than a call."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class Gateway:
    """The connections to the gateway, shared by the clients of all siblings; closed when the service ends."""

    http: httpx.AsyncClient

    @classmethod
    def at(cls, url: str) -> "Gateway":
        """Nothing is connected before the first call; no proxy of the environment, no redirect followed."""
        limits = httpx.Limits(max_connections=50, max_keepalive_connections=20)
        return cls(
            httpx.AsyncClient(
                base_url=url, timeout=_times(), limits=limits, trust_env=False, verify=authorities()
            )
        )

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    def credentials(self, prove: Prove, *, scope: str = "") -> ClientCredentials:
        """The service's own token, fetched from identity when first needed."""
        identity = SiblingClient(self, "identity", tokens=None, breaker=Breaker(rest=1.0))
        return ClientCredentials(identity.grant, prove, scope=scope)


@dataclass(frozen=True, slots=True)
class SiblingClient:
    """One sibling. Never called inside a transaction.

    A silent sibling raises `SiblingSilent`. A refusal raises the class that `named` gives for its code, else
    `SiblingRefused`, whose `params` have `answered` (the status) and `problem` (its code).
    """

    gateway: Gateway
    sibling: str
    tokens: TokenSource | None
    named: Mapping[str, type[Refusal]] = field(default_factory=dict)
    attempts: int = 3
    breaker: Breaker = field(default_factory=Breaker)

    async def get(
        self, path: str, params: Mapping[str, str] | None = None, *, language: str | None = None
    ) -> Any:
        """GET of a path with its service, `/registry/v1/...`; a long poll's `wait` lengthens the patience."""
        times = _times(float((params or {}).get("wait", 0)))
        headers = {} if language is None else {"Accept-Language": language}
        return await self._call(
            "GET", path, attempts=self.attempts, params=params, timeout=times, headers=headers
        )

    async def post(
        self, path: str, body: Mapping[str, Any], *, key: str | None = None, reads: bool = False
    ) -> Any:
        """POST of JSON; tried again only under an idempotency `key`, or when it merely `reads`."""
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        attempts = self.attempts if key is not None or reads else 1
        sent = orjson.dumps(body)
        return await self._call("POST", path, attempts=attempts, content=sent, headers=headers)

    async def form(self, path: str, form: Mapping[str, str]) -> Any:
        """POST of a form that merely reads, such as an introspection (RFC 7662)."""
        return await self._call("POST", path, attempts=self.attempts, data=dict(form))

    async def grant(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """A token of identity for this form; a fresh proof is not tried twice."""
        granted = await self._call("POST", TOKEN_PATH, attempts=1, data=dict(form))
        if not isinstance(granted, dict) or not {"access_token", "expires_in"} <= granted.keys():
            raise self._silent()
        return granted

    async def _call(self, method: str, path: str, *, attempts: int, **sent: Any) -> Any:
        rest = self.breaker.remaining()
        if rest > 0:
            raise self._silent(rest)
        try:
            async for attempt in stamina.retry_context(
                on=_TransientError, attempts=attempts, timeout=15.0, wait_initial=0.1, wait_max=1.0
            ):
                with attempt:
                    status, answer = await self._attempt(method, path, sent)
        except _TransientError:
            self.breaker.failed()
            raise self._silent() from None
        self.breaker.succeeded()
        return self._read(status, answer)

    async def _attempt(self, method: str, path: str, sent: dict[str, Any]) -> tuple[int, Any]:
        status, answer = await self._authorised(method, path, sent)
        if status == TOO_MANY or status >= FAULTS or _code(answer) == _BUSY:
            raise _TransientError
        return status, answer

    async def _authorised(self, method: str, path: str, sent: dict[str, Any]) -> tuple[int, Any]:
        """Under the service's token; a refused one is replaced once, since nothing was done under it."""
        if self.tokens is None:
            return await self._exchange(method, path, sent)
        token = await self.tokens.token()
        status, answer = await self._exchange(method, path, sent, token)
        if status == UNAUTHORIZED:
            self.tokens.forget(token)
            status, answer = await self._exchange(method, path, sent, await self.tokens.token())
        return status, answer

    async def _exchange(
        self, method: str, path: str, sent: dict[str, Any], token: str | None = None
    ) -> tuple[int, Any]:
        headers = {**sent.get("headers", {}), **_context()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        try:
            async with self.gateway.http.stream(method, path, **{**sent, "headers": headers}) as answer:
                return answer.status_code, await _json_of(answer)
        except (httpx.HTTPError, ValueError):
            raise _TransientError from None

    def _read(self, status: int, answer: Any) -> Any:
        if 200 <= status < 300:  # noqa: PLR2004 - where success lies
            return answer
        code = _code(answer)
        kind = self.named.get(code)
        if kind is not None:
            raise kind()
        raise SiblingRefused(sibling=self.sibling, answered=status, problem=code)

    def _silent(self, rest: float = 0.0) -> SiblingSilent:
        return SiblingSilent(sibling=self.sibling, retry_after=max(2, round(rest)))


async def _json_of(answer: httpx.Response) -> Any:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > ANSWER_LIMIT:
            raise ValueError("an answer without end")
    return orjson.loads(bytes(body)) if body else None


def _times(wait: float = 0.0) -> httpx.Timeout:
    return httpx.Timeout(_SECONDS + wait, connect=1.0, pool=2.0)


def _code(answer: Any) -> str:
    return str(answer.get("code", "")) if isinstance(answer, dict) else ""


def _context() -> dict[str, str]:
    """The running request's name and trace, so that one name finds it in every service's logs."""
    running = current.get()
    if running is None:
        return {}
    told = {"X-Request-Id": str(running.request_id)}
    if running.traceparent is not None:
        told["traceparent"] = running.traceparent
    return told

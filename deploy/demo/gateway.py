"""The demo as an integrator: ordinary calls through the gateway, with real tokens and nothing else."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx  # noqa: TID251 - the demo stands outside the house, as any front-end does

AT_ONCE: Final = 8
"""Calls under way at the same time: a busy office, not a load test."""
TOKEN_LIFE: Final = 420.0
"""Seconds after which a person signs in anew; tokens live ten minutes."""

Json = dict[str, Any]


class CallRefusedError(RuntimeError):
    """A call was answered with a problem document that the story does not expect."""

    def __init__(self, method: str, path: str, answer: httpx.Response) -> None:
        self.problem: Json = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        self.code: str = self.problem.get("code", f"http_{answer.status_code}")
        says = self.problem.get("detail", answer.text[:300])
        faults = "; ".join(str(fault) for fault in self.problem.get("errors", [])[:3])
        super().__init__(f"{method} {path}: {answer.status_code} {self.code}: {says} {faults}")


@dataclass
class Gateway:
    """One connection pool to the gateway."""

    url: str
    passphrase: str
    calls: int = 0
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _people: dict[str, "Actor"] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        self.http = httpx.AsyncClient(base_url=self.url, timeout=30, limits=limits, trust_env=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    def person(self, subject: str) -> "Actor":
        """Somebody who signs in when first needed."""
        return self._people.setdefault(subject, Actor(self, subject))

    async def public(self, path: str, **params: Any) -> Json:
        """Read what anybody may read, without signing in."""
        answer = await self.send("GET", path, params=params)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise CallRefusedError("GET", path, answer)
        read: Json = answer.json()
        return read

    async def send(self, method: str, path: str, **given: Any) -> httpx.Response:
        """One call; a gateway or service that is catching its breath is asked again."""
        for attempt in range(8):
            async with self._gate:
                self.calls += 1
                answer = await self.http.request(method, path, **given)
            busy = answer.status_code in {429, 502, 503, 504} or _in_progress(answer)
            if not busy or attempt == 7:  # noqa: PLR2004 - the last attempt
                return answer
            await asyncio.sleep(float(answer.headers.get("retry-after", "1")))
        raise AssertionError("unreachable")


def _in_progress(answer: httpx.Response) -> bool:
    return answer.status_code == httpx.codes.CONFLICT and b"request_in_progress" in answer.content


@dataclass
class Actor:
    """One person at a front-end: signs in, asks, acts."""

    gateway: Gateway
    subject: str
    _token: str = ""
    _until: float = 0.0
    _signing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, path: str, **params: Any) -> Json:
        """Read one thing."""
        return await self._call("GET", path, params={k: v for k, v in params.items() if v is not None})

    async def items(self, path: str, **params: Any) -> AsyncIterator[Json]:
        """Walk a list page by page."""
        cursor: str | None = None
        while True:
            page = await self.get(path, limit=200, cursor=cursor, **params)
            for item in page["items"]:
                yield item
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    async def post(self, path: str, body: Json | None = None, *, version: int | None = None) -> Json:
        """Make or decide something; the same call again has no second effect."""
        return await self._change("POST", path, body, version)

    async def patch(self, path: str, body: Json, *, version: int) -> Json:
        """Change something that was seen in this version."""
        return await self._change("PATCH", path, body, version)

    async def put(self, path: str, body: Json, *, version: int) -> Json:
        """Replace what was seen in this version."""
        return await self._change("PUT", path, body, version)

    async def upload(
        self, service: str, name: str, content: bytes, media_type: str, organisation: str | None = None
    ) -> str:
        """Announce, send and complete a file; its identifier."""
        said: Json = {
            "name": name,
            "media_type": media_type,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        if organisation is not None:
            said["organisation_id"] = organisation
        place = await self.post(f"/{service}/v1/uploads", said)
        address = urlsplit(place["url"])
        target = f"{address.path}?{address.query}"
        sent = await self.gateway.send(
            "PUT", target, content=content, headers={"content-type": "application/octet-stream"}
        )
        if sent.status_code >= httpx.codes.BAD_REQUEST and b"upload_closed" not in sent.content:
            raise CallRefusedError("PUT", address.path, sent)
        await self.post(f"/{service}/v1/uploads/{place['id']}/complete")
        return str(place["id"])

    async def _change(self, method: str, path: str, body: Json | None, version: int | None) -> Json:
        headers = {"Idempotency-Key": _key(self.subject, method, path, body)}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return await self._call(method, path, json=body, headers=headers)

    async def _call(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **given: Any
    ) -> Json:
        token = {"Authorization": f"Bearer {await self._signed_in()}"}
        answer = await self.gateway.send(method, path, headers={**token, **(headers or {})}, **given)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise CallRefusedError(method, path, answer)
        read: Json = answer.json() if answer.content else {}
        return read

    async def _signed_in(self) -> str:
        async with self._signing:
            now = asyncio.get_running_loop().time()
            if now >= self._until:
                answer = await self._sign_in()
                if answer.status_code >= httpx.codes.BAD_REQUEST:
                    raise CallRefusedError("POST", answer.request.url.path, answer)
                self._token, self._until = answer.json()["access_token"], now + TOKEN_LIFE
        return self._token

    async def _sign_in(self) -> httpx.Response:
        body = {"subject": self.subject, "passphrase": self.gateway.passphrase}
        return await self.gateway.send("POST", "/identity/v1/demo/sign-in", json=body)


def _key(subject: str, method: str, path: str, body: Json | None) -> str:
    """A key made of what is asked: playing the story again asks the same and changes nothing."""
    asked = json.dumps([subject, method, path, body], sort_keys=True, ensure_ascii=False)
    return "demo-" + hashlib.sha256(asked.encode()).hexdigest()[:48]


__all__ = ["Actor", "CallRefusedError", "Gateway", "Json"]

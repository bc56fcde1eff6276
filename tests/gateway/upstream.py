"""A small service behind the gateway: it says what it received and misbehaves when asked."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Headers = list[tuple[bytes, bytes]]

LONG = json.dumps({"items": ["重点培育企业"] * 500}, ensure_ascii=False).encode()
ETAG = b'"7-zh"'


@dataclass
class Upstream:
    """An ASGI application; `asked` counts calls by method and path."""

    keys: Message
    asked: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _read(receive)
        path, method = scope["path"], scope["method"]
        self.asked[f"{method} {path}"] += 1
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        echo = {"method": method, "path": path, "headers": headers, "received": len(body)}
        status, answer, extra = await self._answer(path.rsplit("/", 1)[-1], headers, echo)
        start = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": [*start, *extra]})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer})

    async def _answer(self, last: str, headers: dict[str, str], echo: Message) -> tuple[int, bytes, Headers]:
        if last == "jwks":
            return 200, json.dumps(self.keys).encode(), []
        if last == "long":
            seen = headers.get("if-none-match", "").removeprefix("W/").encode()
            return (304, b"", [(b"etag", ETAG)]) if seen == ETAG else (200, LONG, [(b"etag", ETAG)])
        if last.startswith("unwell"):
            return 503, b"{}", []
        if last == "silent":
            await asyncio.sleep(3600)
        return 200, json.dumps(echo).encode(), []


async def _read(receive: Receive) -> bytes:
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return body

"""Where a worker answers its operator: `GET /healthz` and `GET /readyz`, over a unix socket or a port.

No framework, because a worker has no web: one line is read, one answer is written, the connection is closed.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog

Lacks = Callable[[], Awaitable[list[str]]]
"""What is still waited for; nothing when ready."""
ASK_SECONDS: Final = 5.0
PHRASES: Final = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}

log = structlog.get_logger(__name__)


@asynccontextmanager
async def answering(place: str, lacks: Lacks) -> AsyncIterator[None]:
    """Listen for as long as the block runs: at `/run/x.sock`, at `0.0.0.0:9100`, or nowhere when empty."""
    if not place:
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await _answer(reader, writer, lacks)
        except (OSError, TimeoutError, ValueError) as fault:
            log.info("operator_went_away", fault=type(fault).__name__)
        finally:
            writer.close()

    host, _, port = place.rpartition(":")
    if port.isdecimal():
        server = await asyncio.start_server(answer, host or None, int(port))
    else:
        server = await asyncio.start_unix_server(answer, place)
    async with server:
        yield


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lacks: Lacks) -> None:
    words = (await reader.readline()).split()
    status, told = await _told(words[1] if len(words) > 1 else b"", lacks)
    body = json.dumps(told).encode()
    lines = (
        f"HTTP/1.1 {status} {PHRASES[status]}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    writer.write("\r\n".join((*lines, "", "")).encode() + body)
    await writer.drain()


async def _told(path: bytes, lacks: Lacks) -> tuple[int, dict[str, object]]:
    if path == b"/healthz":
        return 200, {"status": "ok"}
    if path != b"/readyz":
        return 404, {"status": "unknown"}
    missing = await lacks()
    if missing:
        log.warning("not ready", lacks=missing)
        return 503, {"status": "waiting", "lacks": missing}
    return 200, {"status": "ok"}

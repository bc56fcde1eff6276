"""Whoever sends a byte at a time is not waited for: a real Envoy, whose patience a test has shortened."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from services.gateway import listeners
from services.gateway.settings import GatewaySettings
from tests.gateway.conftest import running_envoy
from tests.gateway.test_smuggling import HOST, problem, statuses
from tests.gateway.upstream import Upstream

PATIENCE = {"request_headers_timeout": "0.5s", "request_timeout": "0.8s", "stream_idle_timeout": "0.6s"}
EVERY = 0.1
"""Seconds between two bytes: never silent for long, and never done."""
SHIPPED = {
    "request_headers_timeout": "10s",
    "request_timeout": "120s",
    "stream_idle_timeout": "60s",
    "max_request_headers_kb": 32,
    "max_headers_count": 64,
    "max_concurrent_streams": 100,
    "initial_stream_window_size": 65_536,
    "initial_connection_window_size": 1_048_576,
    "headers_with_underscores_action": "REJECT_REQUEST",
    "path_with_escaped_slashes_action": "REJECT_REQUEST",
    "max_active_downstream_connections": "10000",
}
"""As the gateway that runs says of itself."""
OPEN, UPLOAD = "/review/v1/code-lists/slow", "/review/v1/uploads/slow/content?signature=x"


@pytest.fixture(scope="module")
async def hasty(settings: GatewaySettings, folder: Path, token: str, gateway: str) -> AsyncIterator[str]:
    """The gateway as it is shipped, but for its patience; beside that of the other tests, begun before."""
    assert gateway
    limits = listeners._limits()
    apart = {"port": settings.port + 3, "metrics_port": None, "admin_socket": folder / "hasty.sock"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listeners, "_limits", lambda: {**limits, **PATIENCE})
        async with running_envoy(settings.model_copy(update=apart), folder, token) as url:
            yield url


async def dripped(url: str, begun: str, drops: str) -> tuple[bytes, float]:
    """What came back, and after how many seconds; a byte is sent at a time until the gateway has enough."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    began = time.monotonic()
    writer.write(begun.encode())
    dripping = asyncio.create_task(_drip(writer, drops))
    try:
        async with asyncio.timeout(5):
            told = await reader.read(65_536)
    finally:
        dripping.cancel()
        writer.close()
    return told, time.monotonic() - began


async def _drip(writer: asyncio.StreamWriter, drops: str) -> None:
    for drop in drops:
        await asyncio.sleep(EVERY)
        writer.write(drop.encode())


SLOW = {
    "headers": (f"GET {OPEN} HTTP/1.1\r\n{HOST}X-Long: ", "a" * 100),
    "the first line": ("GET ", "/review/v1/code-lists/slow" * 4),
    "a body": (f"POST {OPEN} HTTP/1.1\r\n{HOST}Content-Length: 100\r\n\r\n", "a" * 100),
    "chunks": (f"POST {OPEN} HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n" * 20),
    "an upload": (f"PUT {UPLOAD} HTTP/1.1\r\n{HOST}Content-Length: 100\r\n\r\n", "a" * 100),
    "a body that stops": (f"POST {OPEN} HTTP/1.1\r\n{HOST}Content-Length: 100\r\n\r\n", "a"),
}


@pytest.mark.parametrize("what", SLOW)
async def test_OWASP_API4_what_comes_a_byte_at_a_time_is_ended_by_the_gateway(
    hasty: str, upstream: tuple[Upstream, int], what: str
):
    told, seconds = await dripped(hasty, *SLOW[what])
    assert seconds < 4
    assert statuses(told) in ([], [408]), told
    assert not told or problem(told)["code"] == "request_timeout"
    assert not [each for each in upstream[0].asked if OPEN in each]


async def test_OWASP_API4_who_is_quick_is_answered_meanwhile(hasty: str):
    async def ask() -> int:
        async with httpx.AsyncClient(base_url=hasty) as client:
            return (await client.post("/review/v1/code-lists", content=b"a" * 100)).status_code

    slow = asyncio.gather(*(dripped(hasty, *SLOW["headers"]) for _ in range(20)))
    assert await asyncio.gather(*(ask() for _ in range(5))) == [200] * 5
    await slow


def values_of(told: Any, name: str) -> Iterator[Any]:
    if isinstance(told, dict):
        yield from ([told[name]] if name in told else [])
        yield from (found for each in told.values() for found in values_of(each, name))
    elif isinstance(told, list):
        yield from (found for each in told for found in values_of(each, name))


async def test_OWASP_API4_the_gateway_that_runs_has_the_limits_that_are_shipped(
    settings: GatewaySettings, gateway: str
):
    assert gateway
    transport = httpx.AsyncHTTPTransport(uds=str(settings.admin_socket))
    async with httpx.AsyncClient(transport=transport, base_url="http://envoy") as administration:
        told = json.loads((await administration.get("/config_dump")).content)
    assert {name: list(values_of(told, name))[:1] for name in SHIPPED} == {
        name: [value] for name, value in SHIPPED.items()
    }

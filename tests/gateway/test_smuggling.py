"""Raw bytes to a real Envoy: no request hides another, no spelling of a path leads past the token.

Whatever is answered, it is a problem document where the gateway can still give one.
"""

import asyncio
import json
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.gateway.upstream import Upstream

PATIENCE = 5.0
"""Seconds within which the gateway has answered and closed; it takes milliseconds."""
OPEN = "/review/v1/code-lists"
HOST = "Host: gateway.example\r\n"


async def answered(url: str, raw: bytes, *, patience: float = PATIENCE) -> bytes:
    """Everything that comes back until the gateway closes, or has nothing more to say.

    Whoever hears that an answer is the last one closes too: the gateway would wait a second for that.
    """
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    told = b""
    try:
        writer.write(raw)
        async with asyncio.timeout(patience):
            while piece := await reader.read(65_536):
                told += piece
                if is_last(told) and writer.can_write_eof():
                    writer.write_eof()
    except (ConnectionError, TimeoutError):
        pass
    finally:
        writer.close()
    return told


def is_last(told: bytes) -> bool:
    """Whether a whole answer says that the connection ends with it."""
    head, end, body = told.partition(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    length = int(lines.get(b"content-length", b"0"))
    return bool(end) and lines.get(b"connection") == b"close" and len(body) >= length


def statuses(told: bytes) -> list[int]:
    """Of each answer."""
    return [int(line.split()[1]) for line in told.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


def problem(told: bytes) -> dict[str, object]:
    """The document of a refusal."""
    head, _, body = told.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower(), told
    found: dict[str, object] = json.loads(body)
    return found


def hidden(path: str) -> str:
    return f"GET {path} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"


def posted(headers: str, body: str) -> str:
    return f"POST {OPEN} HTTP/1.1\r\n{HOST}{headers}\r\n{body}"


def chunk(text: str) -> str:
    return f"{len(text):x}\r\n{text}\r\n"


CHUNKED = "Transfer-Encoding: chunked\r\n"
SMUGGLED: dict[str, Callable[[str], str]] = {
    "both lengths, the chunks shorter": lambda p: posted(
        f"Content-Length: {5 + len(hidden(p))}\r\n{CHUNKED}", f"0\r\n\r\n{hidden(p)}"
    ),
    "both lengths, the chunks longer": lambda p: posted(
        f"{CHUNKED}Content-Length: 4\r\n", f"{chunk(hidden(p))}0\r\n\r\n"
    ),
    "two codings": lambda p: posted(f"{CHUNKED}Transfer-Encoding: identity\r\n", f"0\r\n\r\n{hidden(p)}"),
    "a coding twice": lambda p: posted(f"{CHUNKED}{CHUNKED}", f"0\r\n\r\n{hidden(p)}"),
    "a coding of another name": lambda p: posted("Transfer-Encoding: xchunked\r\n", f"0\r\n\r\n{hidden(p)}"),
    "a coding behind another": lambda p: posted(
        "Transfer-Encoding: chunked, identity\r\n", f"0\r\n\r\n{hidden(p)}"
    ),
    "a coding with a space before the colon": lambda p: posted(
        f"Transfer-Encoding : chunked\r\nContent-Length: {5 + len(hidden(p))}\r\n", f"0\r\n\r\n{hidden(p)}"
    ),
    "a coding behind a tab": lambda p: posted(
        "Transfer-Encoding:\x0bchunked\r\nContent-Length: 5\r\n", f"0\r\n\r\n{hidden(p)}"
    ),
    "two lengths": lambda p: posted(f"Content-Length: 0\r\nContent-Length: {len(hidden(p))}\r\n", hidden(p)),
    "two lengths on one line": lambda p: posted(f"Content-Length: 0, {len(hidden(p))}\r\n", hidden(p)),
    "a length with a sign": lambda p: posted("Content-Length: +0\r\n", hidden(p)),
    "a length below nothing": lambda p: posted("Content-Length: -1\r\n", hidden(p)),
    "a length in sixteens": lambda p: posted("Content-Length: 0x0\r\n", hidden(p)),
    "a length beyond all numbers": lambda p: posted("Content-Length: 18446744073709551616\r\n", hidden(p)),
    "a chunk of a size beyond all numbers": lambda p: posted(CHUNKED, f"10000000000000000\r\n{hidden(p)}"),
    "a chunk below nothing": lambda p: posted(CHUNKED, f"-1\r\n{hidden(p)}"),
    "a chunk whose end is missing": lambda p: posted(CHUNKED, f"1\r\nxx0\r\n\r\n{hidden(p)}"),
    "a header with nothing in the middle": lambda p: posted("X: a\x00b\r\nContent-Length: 0\r\n", hidden(p)),
    "a name with a return in it": lambda p: posted("X\rY: a\r\nContent-Length: 0\r\n", hidden(p)),
    "no host": lambda p: f"GET {OPEN} HTTP/1.1\r\n\r\n{hidden(p)}",
    "no version": lambda p: f"GET {OPEN}\r\n\r\n{hidden(p)}",
    "a version of the future": lambda p: f"GET {OPEN} HTTP/3.0\r\n{HOST}\r\n{hidden(p)}",
    "an address of two words": lambda p: f"GET {OPEN} {p} HTTP/1.1\r\n{HOST}\r\n{hidden(p)}",
}
"""What is behind each must not be read as a request, nor what is before it as two."""


@pytest.mark.parametrize("attack", SMUGGLED)
async def test_OWASP_API8_a_request_that_can_be_read_in_two_ways_is_read_in_none(
    gateway: str, upstream: tuple[Upstream, int], attack: str
):
    path = f"{OPEN}/{uuid.uuid4()}"
    told = await answered(gateway, SMUGGLED[attack](path).encode("latin-1"))
    assert statuses(told) in ([400], [404], [426], [501]), told
    assert problem(told)["status"] == statuses(told)[0]
    assert not [each for each in upstream[0].asked if path in each]


WHOLE: dict[str, Callable[[str], str]] = {
    "a body that looks like a request": lambda p: posted(
        f"Connection: close\r\nContent-Length: {len(hidden(p))}\r\n", hidden(p)
    ),
    "a GET with a body that looks like one": lambda p: (
        f"GET {OPEN} HTTP/1.1\r\n{HOST}Connection: close\r\n"
        f"Content-Length: {len(hidden(p))}\r\n\r\n{hidden(p)}"
    ),
    "a chunk that looks like one": lambda p: posted(
        f"Connection: close\r\n{CHUNKED}", f"{chunk(hidden(p))}0\r\n\r\n"
    ),
    "a remark on a chunk": lambda p: posted(f"Connection: close\r\n{CHUNKED}", f"1;a={p}\r\nx\r\n0\r\n\r\n"),
    "a trailer with a length": lambda p: posted(
        f"Connection: close\r\n{CHUNKED}", f"0\r\nContent-Length: {len(hidden(p))}\r\n\r\n{hidden(p)}"
    ),
    "another protocol": lambda p: (
        f"GET {OPEN} HTTP/1.1\r\n{HOST}Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        f"HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n{hidden(p)}"
    ),
}


@pytest.mark.parametrize("attack", WHOLE)
async def test_OWASP_API8_what_is_a_body_stays_a_body(
    gateway: str, upstream: tuple[Upstream, int], attack: str
):
    path = f"{OPEN}/{uuid.uuid4()}"
    told = await answered(gateway, WHOLE[attack](path).encode())
    assert len(statuses(told)) == 1, told
    assert statuses(told)[0] in {200, 400, 403, 426}, told
    assert not [each for each in upstream[0].asked if path in each]


MENDED: dict[str, tuple[str, str]] = {
    "a folded line": ("X: y\r\n Transfer-Encoding: chunked\r\n", "y Transfer-Encoding: chunked"),
    "a return inside a line": ("X: y\rTransfer-Encoding: chunked\r\n", "yTransfer-Encoding: chunked"),
}


@pytest.mark.parametrize("attack", MENDED)
async def test_OWASP_API8_a_line_that_others_read_as_two_arrives_as_one(gateway: str, attack: str):
    headers, value = MENDED[attack]
    raw = posted(f"{headers}Connection: close\r\nContent-Length: 4\r\n", "1\r\n2")
    told = await answered(gateway, raw.encode())
    assert statuses(told) == [200], told
    arrived = json.loads(told.partition(b"\r\n\r\n")[2])
    assert (arrived["headers"]["x"], arrived["received"]) == (value, 4)
    assert "transfer-encoding" not in arrived["headers"]


async def test_OWASP_API8_a_tunnel_leads_nowhere(gateway: str, upstream: tuple[Upstream, int]):
    path = f"{OPEN}/{uuid.uuid4()}"
    raw = f"CONNECT 127.0.0.1:{upstream[1]} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{hidden(path)}"
    told = await answered(gateway, raw.encode(), patience=1.0)
    assert not [status for status in statuses(told) if status < 400]
    assert not [each for each in upstream[0].asked if path in each]


SPELLINGS = (
    f"{OPEN}/../things",
    f"{OPEN}/%2e%2e/things",
    f"{OPEN}/.%2e/things",
    f"{OPEN}/..;/things",
    f"{OPEN}/%252e%252e/things",
    f"{OPEN}%2f..%2fthings",
    f"{OPEN}/..%5cthings",
    f"{OPEN}/..\\things",
    f"{OPEN}/%00/../../things",
    f"{OPEN}//../things",
    "//review/v1/things",
    "/review//v1///things",
    "/review/v1/./things",
    "/%72eview/v1/things",
    "/REVIEW/v1/things",
    "/review/v1/things#/../code-lists",
    "/review/v1/things?/../code-lists",
    "/review/v1/things/../../v1/things",
    "http://gateway.example/review/v1/things",
    "http://evil.example/review/v1/things",
    f"http://gateway.example{OPEN}/../things",
    "/../../../../etc/passwd",
    "/review/v1/uploads/../things/content",
    "*",
)


@pytest.mark.parametrize("target", SPELLINGS)
async def test_OWASP_API5_however_a_path_is_spelled_it_asks_for_its_token(gateway: str, target: str):
    for method in ("GET", "POST"):
        raw = f"{method} {target} HTTP/1.1\r\n{HOST}Content-Length: 0\r\nConnection: close\r\n\r\n"
        told = await answered(gateway, raw.encode("latin-1"))
        if statuses(told) == [200]:
            arrived = json.loads(told.partition(b"\r\n\r\n")[2])["path"]
            assert arrived.startswith(OPEN), told
            assert ".." not in arrived
        else:
            assert statuses(told)[0] in {400, 401, 404, 405}, told
            assert problem(told)["status"] == statuses(told)[0]


@pytest.mark.parametrize(
    "headers",
    ["".join(f"X-{n}: y\r\n" for n in range(100)), f"X: {'y' * 40_000}\r\n", f"{'X' * 40_000}: y\r\n"],
    ids=["a hundred headers", "a long value", "a long name"],
)
async def test_OWASP_API4_headers_beyond_measure_are_a_problem(gateway: str, headers: str):
    told = await answered(gateway, f"GET {OPEN} HTTP/1.1\r\n{HOST}{headers}\r\n".encode())
    assert statuses(told) == [431]
    assert problem(told)["code"] == "headers_too_large"

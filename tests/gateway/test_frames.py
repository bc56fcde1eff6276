"""HTTP/2 to a real Envoy: what may not be said in it is not passed on; no connection costs without end."""

import uuid
from collections.abc import Callable, Sequence

import pytest

from tests.gateway.frames import (
    CANCEL,
    CONTINUATION,
    END_HEADERS,
    HEADERS,
    RESET,
    Told,
    frame,
    opened,
    packed,
    told,
)
from tests.gateway.upstream import Upstream

OPEN = "/review/v1/code-lists"
Fields = Sequence[tuple[str, str]]


def asking(path: str, *more: tuple[str, str], method: str = "GET") -> Fields:
    usual = ((":method", method), (":scheme", "http"), (":authority", "gateway.example"), (":path", path))
    return (*usual, *more)


def without(name: str, fields: Fields) -> Fields:
    return [each for each in fields if each[0] != name]


ODD: dict[str, Callable[[str], Fields]] = {
    "no method": lambda p: without(":method", asking(p)),
    "no path": lambda p: [*without(":path", asking(p)), ("x-path", p)],
    "no scheme": lambda p: without(":scheme", asking(p)),
    "two paths": lambda p: [(":path", OPEN), *asking(p)],
    "two methods": lambda p: [(":method", "POST"), *asking(p)],
    "a path behind a header": lambda p: [*without(":path", asking(p)), ("x-a", "b"), (":path", p)],
    "a pseudo-header that is none": lambda p: [(":admin", "true"), *asking(p)],
    "the status of an answer": lambda p: [(":status", "200"), *asking(p)],
    "a name in capitals": lambda p: asking(p, ("X-Role", "supervisor")),
    "a name with a blank": lambda p: asking(p, ("x role", "supervisor")),
    "a name with a colon": lambda p: asking(p, ("x-a:b", "c")),
    "a name with a line break": lambda p: asking(p, ("x-a\r\nx-b", "c")),
    "a name with an underscore": lambda p: asking(p, ("x_role", "supervisor")),
    "no name": lambda p: asking(p, ("", "supervisor")),
    "a value with a line break": lambda p: asking(p, ("x-a", f"b\r\n\r\nGET {p} HTTP/1.1\r\nx: y")),
    "a value with nothing in it": lambda p: asking(p, ("x-a", "b\x00c")),
    "a coding of transfer": lambda p: asking(p, ("transfer-encoding", "chunked")),
    "a word on the connection": lambda p: asking(p, ("connection", "keep-alive")),
    "another protocol": lambda p: asking(p, ("upgrade", "websocket")),
    "trailers of another kind": lambda p: asking(p, ("te", "gzip")),
    "a path with a line break": lambda p: asking(f"{p} HTTP/1.1\r\nx-role: supervisor"),
    "a path with no beginning": lambda p: asking(p.removeprefix("/")),
    "a tunnel": lambda p: asking(p, method="CONNECT"),
    "a tunnel of another protocol": lambda p: [(":protocol", "websocket"), *asking(p, method="CONNECT")],
    "a method with a line break": lambda p: asking(p, method=f"GET {p} HTTP/1.1\r\nx:"),
    "headers of forty kilobytes": lambda p: asking(p, *((f"x-{n}", "y" * 4000) for n in range(10))),
    "a hundred headers": lambda p: asking(p, *((f"x-{n}", "y") for n in range(100))),
    "a length that is none": lambda p: asking(p, ("content-length", "-1"), method="POST"),
    "two lengths": lambda p: asking(p, ("content-length", "0"), ("content-length", "7"), method="POST"),
}
"""Refused by a word to the stream or the connection, or by an answer that is not 200."""


def asked(upstream: tuple[Upstream, int], path: str) -> list[str]:
    return [each for each in upstream[0].asked if path.removeprefix("/") in each]


async def test_what_is_said_rightly_in_http2_is_answered(gateway: str, upstream: tuple[Upstream, int]):
    path = f"{OPEN}/{uuid.uuid4()}"
    answer = await told(gateway, opened(1, asking(path, ("x-a", "b"))))
    assert answer.is_welcome(1)
    assert asked(upstream, path) == [f"GET {path}"]


@pytest.mark.parametrize("attack", ODD)
async def test_OWASP_API8_what_http2_does_not_allow_reaches_no_service(
    gateway: str, upstream: tuple[Upstream, int], attack: str
):
    path = f"{OPEN}/{uuid.uuid4()}"
    answer = await told(gateway, opened(1, ODD[attack](path)))
    assert not answer.is_welcome(1)
    assert answer.is_over or answer.of(1, RESET) or answer.of(1, HEADERS), "nothing was said at all"
    assert asked(upstream, path) == []


@pytest.mark.parametrize("length", ["0", "3", "999"])
async def test_OWASP_API8_a_length_that_the_frames_belie_is_refused(
    gateway: str, upstream: tuple[Upstream, int], length: str
):
    path = f"{OPEN}/{uuid.uuid4()}"
    fields = asking(path, ("content-length", length), method="POST")
    answer = await told(gateway, opened(1, fields, f"GET {path} HTTP/1.1\r\n\r\n".encode()))
    assert not answer.is_welcome(1)
    assert asked(upstream, path) == []


def opened_only(stream: int, path: str) -> bytes:
    """Whose body never comes."""
    return frame(HEADERS, END_HEADERS, stream, packed(asking(path, method="POST")))


async def test_OWASP_API4_a_connection_has_a_hundred_streams_and_no_more(gateway: str):
    streams = range(1, 301, 2)
    answer = await told(gateway, b"".join(opened_only(n, OPEN) for n in streams), stream=streams[-1])
    assert answer.is_over or answer.count(RESET) >= len(streams) - 100


async def test_OWASP_API4_who_opens_and_resets_without_end_loses_the_connection(
    gateway: str, upstream: tuple[Upstream, int]
):
    path = f"{OPEN}/{uuid.uuid4()}"
    pairs = (opened_only(n, path) + frame(RESET, 0, n, CANCEL) for n in range(1, 4001, 2))
    answer = await told(gateway, b"".join(pairs), stream=None)
    assert answer.is_over
    assert len(asked(upstream, path)) == 0


async def test_OWASP_API4_headers_that_go_on_without_end_close_the_connection(gateway: str):
    head = frame(HEADERS, 0, 1, packed(asking(OPEN)))
    more = frame(CONTINUATION, 0, 1, packed([("x-a", "b" * 1000)]))
    answer: Told = await told(gateway, head + more * 2000)
    assert answer.is_over or answer.of(1, RESET)
    assert not answer.is_welcome(1)

"""HTTP/2 by hand (RFC 9113, RFC 7541): a client that may say what no library lets it say."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS, GOAWAY, CONTINUATION = 0, 1, 3, 4, 7, 9
END_STREAM, END_HEADERS, ACK = 0x1, 0x4, 0x1
CANCEL: Final = (8).to_bytes(4)
LONGEST: Final = 16_384
"""Bytes of a frame, unless the other side allows more."""
OK: Final = 0x88
"""`:status: 200`, which stands in the static table."""

Fields = Iterable[tuple[str, str]]


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + payload


def packed(fields: Fields) -> bytes:
    """Each field as a literal that no table keeps and no code shortens."""
    return b"".join(b"\x00" + _text(name) + _text(value) for name, value in fields)


def _text(text: str) -> bytes:
    raw = text.encode("latin-1")
    return _number(len(raw)) + raw


def _number(value: int) -> bytes:
    """With a prefix of seven bits (RFC 7541, 5.1)."""
    if value < 0x7F:
        return bytes((value,))
    rest, told = value - 0x7F, [0x7F]
    while rest >= 0x80:
        told.append(rest % 0x80 + 0x80)
        rest //= 0x80
    return bytes((*told, rest))


def opened(stream: int, fields: Fields, body: bytes | None = None) -> bytes:
    """A request with its body, or without one."""
    first, *rest = _pieces(packed(fields))
    flags = (END_STREAM if body is None else 0) | (0 if rest else END_HEADERS)
    parts = [frame(HEADERS, flags, stream, first)]
    parts += [frame(CONTINUATION, 0, stream, each) for each in rest[:-1]]
    parts += [frame(CONTINUATION, END_HEADERS, stream, each) for each in rest[-1:]]
    return b"".join(parts) + (b"" if body is None else frame(DATA, END_STREAM, stream, body))


def _pieces(block: bytes) -> list[bytes]:
    return [block[start : start + LONGEST] for start in range(0, len(block), LONGEST)]


@dataclass
class Told:
    """What the other side said until it closed, went away, or had nothing more to say."""

    frames: list[tuple[int, int, bytes]] = field(default_factory=list)
    closed: bool = False

    def of(self, stream: int, kind: int) -> list[bytes]:
        return [payload for found, number, payload in self.frames if (found, number) == (kind, stream)]

    def count(self, kind: int) -> int:
        return sum(found == kind for found, _, _ in self.frames)

    def is_welcome(self, stream: int) -> bool:
        """Whether a stream was answered with 200."""
        return any(OK in payload[:4] for payload in self.of(stream, HEADERS))

    @property
    def is_over(self) -> bool:
        return self.closed or self.count(GOAWAY) > 0


async def told(url: str, raw: bytes, *, stream: int | None = 1, patience: float = 2.0) -> Told:
    """Everything that comes back on `raw` until that stream has ended or the connection has."""
    address, found = urlsplit(url), Told()
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        async with asyncio.timeout(patience):
            writer.write(PREFACE + frame(SETTINGS, 0, 0) + raw)
            while not found.is_over and not _ended(found, stream):
                head = await reader.readexactly(9)
                payload = await reader.readexactly(int.from_bytes(head[:3]))
                found.frames.append((head[3], int.from_bytes(head[5:]), payload))
                if head[3] in {DATA, HEADERS} and head[4] & END_STREAM:
                    found.frames.append((-1, int.from_bytes(head[5:]), b""))
    except (asyncio.IncompleteReadError, ConnectionError):
        found.closed = True
    except TimeoutError:
        pass
    finally:
        writer.close()
    return found


def _ended(found: Told, stream: int | None) -> bool:
    return stream is not None and bool(found.of(stream, -1) or found.of(stream, RESET))

"""Which files are taken, and whether the bytes are what their name says."""

import re
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Final

import puremagic

from shared.files.faults import ENCRYPTED, KIND_DIFFERS
from shared.files.packages import ends_as_archive, package_fault

OOXML: Final = "application/vnd.openxmlformats-officedocument"
TAIL: Final = 1024
AROUND: Final = 64 * 1024
"""Bytes behind the table of a PDF in which its dictionary stands."""
CHUNK: Final = 256 * 1024
_STARTS_AT: Final = re.compile(rb"startxref\s+(\d{1,10})\s")
_LOCKED: Final = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_CONTROLS: Final = bytes(sign for sign in range(0x20) if sign not in b"\t\r\n\f")

Look = Callable[[IO[bytes]], str | None]
"""Reads a file from its beginning and says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One media type that is taken; `fault` looks at the bytes, the endings at the name."""

    media_type: str
    endings: tuple[str, ...]
    fault: Look


def _picture(media_type: str, end: bytes, *, within: int) -> Look:
    """Begins as such a picture, has an end, and is nothing else besides."""

    def fault(content: IO[bytes]) -> str | None:
        try:
            found = puremagic.magic_string(content.read(TAIL))
        except (puremagic.PureError, ValueError):
            return KIND_DIFFERS
        begins = any(match.mime_type == media_type and match.offset == 0 for match in found)
        whole = begins and end in _last(content, within) and not ends_as_archive(content)
        return None if whole else KIND_DIFFERS

    return fault


def _pdf(content: IO[bytes]) -> str | None:
    """Begins as a PDF and ends as one: a file cut off on the way is not taken (ISO 32000-2, 7.5)."""
    if content.read(5) != b"%PDF-":
        return KIND_DIFFERS
    tail = _last(content, TAIL)
    if b"%%EOF" not in tail or ends_as_archive(content):
        return KIND_DIFFERS
    places = [int(each) for each in _STARTS_AT.findall(tail)]
    return ENCRYPTED if _LOCKED.search(tail) or any(_is_locked(content, each) for each in places) else None


def _is_locked(content: IO[bytes], place: int) -> bool:
    """Whether the dictionary of the table that begins here names a key (ISO 32000-2, 7.6)."""
    content.seek(place)
    return bool(_LOCKED.search(content.read(AROUND)))


def _last(content: IO[bytes], size: int) -> bytes:
    content.seek(max(0, content.seek(0, 2) - size))
    return content.read()


def _package(part: str) -> Look:
    return lambda content: package_fault(content, part)


def _text(content: IO[bytes]) -> str | None:
    """Text in UTF-8 or GB18030 without control characters that no text has; in both they stand alone."""
    decoders = [getincrementaldecoder(name)() for name in ("utf-8", "gb18030")]
    while piece := content.read(CHUNK):
        decoders = [each for each in decoders if _decodes(each, piece)]
        if not decoders or piece.translate(None, _CONTROLS) != piece:
            return KIND_DIFFERS
    return None if any(_decodes(each, b"", final=True) for each in decoders) else KIND_DIFFERS


def _decodes(decoder: IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


KINDS: Final[Mapping[str, Kind]] = {
    kind.media_type: kind
    for kind in (
        Kind("application/pdf", (".pdf",), _pdf),
        Kind("image/png", (".png",), _picture("image/png", b"IEND\xaeB`\x82", within=8)),
        Kind("image/jpeg", (".jpg", ".jpeg"), _picture("image/jpeg", b"\xff\xd9", within=AROUND)),
        Kind(f"{OOXML}.spreadsheetml.sheet", (".xlsx",), _package("xl/workbook.xml")),
        Kind(f"{OOXML}.wordprocessingml.document", (".docx",), _package("word/document.xml")),
        Kind("application/ofd", (".ofd",), _package("OFD.xml")),
        Kind("text/csv", (".csv",), _text),
        Kind("application/jsonl", (".jsonl",), _text),
    )
}
"""By media type. What can run in a browser or an office (HTML, SVG, macros) is not among them."""

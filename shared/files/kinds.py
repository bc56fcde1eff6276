"""Which files are taken, and whether the bytes are what their name says."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Final

import puremagic

OOXML: Final = "application/vnd.openxmlformats-officedocument"
TAIL: Final = 1024
MOST_PARTS: Final = 10_000
LARGEST_UNPACKED: Final = 512 * 1024 * 1024
"""What a packed document may grow to: more is a bomb, not a dossier."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One media type that is taken; `is_one` looks at the bytes."""

    media_type: str
    ending: str
    is_one: Callable[[IO[bytes]], bool]


def _magic(media_type: str) -> Callable[[IO[bytes]], bool]:
    def is_one(content: IO[bytes]) -> bool:
        try:
            found = puremagic.magic_string(content.read(TAIL))
        except (puremagic.PureError, ValueError):
            return False
        return any(match.mime_type == media_type and match.offset == 0 for match in found)

    return is_one


def _pdf(content: IO[bytes]) -> bool:
    """Begins as a PDF and ends as one: a file cut off on the way is not taken (ISO 32000-2, 7.5)."""
    if content.read(5) != b"%PDF-":
        return False
    size = content.seek(0, 2)
    content.seek(max(0, size - TAIL))
    return b"%%EOF" in content.read()


def _packed(part: str) -> Callable[[IO[bytes]], bool]:
    """A ZIP package with this part, without macros and of a sane size (ECMA-376; GB/T 33190 for OFD)."""

    def is_one(content: IO[bytes]) -> bool:
        try:
            with zipfile.ZipFile(content) as package:
                parts = package.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            return False
        names = {entry.filename for entry in parts}
        return (
            part in names
            and len(parts) <= MOST_PARTS
            and sum(entry.file_size for entry in parts) <= LARGEST_UNPACKED
            and not any(entry.flag_bits & 1 for entry in parts)
            and not any(name.lower().endswith("vbaproject.bin") for name in names)
        )

    return is_one


def _text(content: IO[bytes]) -> bool:
    """Text in UTF-8 or GB18030 without control characters that no text has."""
    written = content.read()
    if b"\x00" in written:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            text = written.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(sign < " " and sign not in "\t\r\n\f" for sign in text)
    return False


KINDS: Final[Mapping[str, Kind]] = {
    kind.media_type: kind
    for kind in (
        Kind("application/pdf", ".pdf", _pdf),
        Kind("image/png", ".png", _magic("image/png")),
        Kind("image/jpeg", ".jpg", _magic("image/jpeg")),
        Kind(f"{OOXML}.spreadsheetml.sheet", ".xlsx", _packed("xl/workbook.xml")),
        Kind(f"{OOXML}.wordprocessingml.document", ".docx", _packed("word/document.xml")),
        Kind("application/ofd", ".ofd", _packed("OFD.xml")),
        Kind("text/csv", ".csv", _text),
        Kind("application/jsonl", ".jsonl", _text),
    )
}
"""By media type. What can run in a browser or an office (HTML, SVG, macros) is not among them."""

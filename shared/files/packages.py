"""Whether a ZIP package is the document that it says it is, and no more than that."""

import re
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Final
from zipfile import ZipInfo

from shared.files.faults import ENCRYPTED, KIND_DIFFERS, UNPACKS_TOO_LARGE
from shared.zips.members import (
    DAMAGED,
    TooManyMembersError,
    Words,
    declarations,
    is_encrypted,
    members,
    unpacked,
)

MOST_PARTS: Final = 10_000
LARGEST_UNPACKED: Final = 512 * 1024 * 1024
"""What a packed document may grow to, with what is packed in it: more is a bomb, not a dossier."""
DEEPEST: Final = 2
"""A package in a package is a table in a document; one below that is a nest."""
LARGEST_INNER: Final = 50 * 1024 * 1024
"""Of a package in a package, before it is unpacked in turn: it is kept aside meanwhile."""
BEGINNING: Final = b"PK\x03\x04"
CONTENT_TYPES: Final = "[content_types].xml"
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LONGEST_REMARK: Final = 0xFFFF
_IN_MEMORY: Final = 1024 * 1024
_STRAY: Final = re.compile(r"^[/\\]|^[a-z]:|\\|\x00|(?:^|/)\.\.(?:/|$)")
_LINK: Final = 0o120000
_KIND_OF_FILE: Final = 0o170000
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PART: Final = "EncryptedPackage".encode("utf-16-le")
_ACTIVE: Final = (b"macroenabled", b"vbaproject", b"macrosheet", b"&#")
"""In the list of content types, whatever the part is called; nobody writes letters there as numbers."""
_BEFORE_MARKUP: Final = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"


class BombError(Exception):
    """It grows beyond what is taken."""


class NotOneError(Exception):
    """It is not what it says it is."""


@dataclass(slots=True)
class Budget:
    """How much may still come out, through all depths."""

    left: int = field(default_factory=lambda: LARGEST_UNPACKED)
    parts: int = MOST_PARTS

    def spend(self, size: int) -> None:
        """Raise `BombError` when nothing is left."""
        self.left -= size
        if self.left < 0:
            raise BombError


def package_fault(content: IO[bytes], part: str, budget: Budget | None = None) -> str | None:
    """What is wrong with a package that must hold this part; nothing, as a rule (ECMA-376; GB/T 33190)."""
    if content.read(len(_OLD_OFFICE)) == _OLD_OFFICE:
        return ENCRYPTED if _holds(content, _LOCKED_PART) else KIND_DIFFERS
    try:
        names = _examine(content, budget or Budget(), depth=1)
    except (BombError, TooManyMembersError):
        return UNPACKS_TOO_LARGE
    except _LockedError:
        return ENCRYPTED
    except (NotOneError, OSError, *DAMAGED):
        return KIND_DIFFERS
    return None if part in names else KIND_DIFFERS


def ends_as_archive(content: IO[bytes]) -> bool:
    """Whether somebody else would open these bytes as a ZIP archive, whatever they begin with."""
    size = content.seek(0, 2)
    content.seek(max(0, size - _END_SIZE - _LONGEST_REMARK))
    tail = content.read()
    place = tail.find(_END)
    while place >= 0:
        remark = int.from_bytes(tail[place + _END_SIZE - 2 : place + _END_SIZE], "little")
        if place + _END_SIZE + remark == len(tail):
            return True
        place = tail.find(_END, place + 1)
    return False


class _LockedError(Exception):
    """A password is needed."""


def _examine(content: IO[bytes], budget: Budget, *, depth: int) -> set[str]:
    """Names of the parts; everything is unpacked once and counted as it comes out."""
    content.seek(0)
    if content.read(len(BEGINNING)) != BEGINNING or depth > DEEPEST:
        raise NotOneError
    parts = members(content, budget.parts)
    budget.parts -= len(parts)
    if sum(part.file_size for part in parts) > budget.left:
        raise BombError
    if any(is_encrypted(part) for part in parts):
        raise _LockedError
    names = {part.filename.lower() for part in parts}
    if len(names) != len(parts) or any(_is_stray(part) for part in parts):
        raise NotOneError
    for part in parts:
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as inner:
            if _look_into(content, part, budget, inner):
                _examine(inner, budget, depth=depth + 1)
    return {part.filename for part in parts}


def _look_into(content: IO[bytes], part: ZipInfo, budget: Budget, inner: IO[bytes]) -> bool:
    """Unpack a part, into `inner` if it is a package again; says whether it is."""
    declared, active = declarations(), Words(_ACTIVE)
    lists_types = part.filename.lower() == CONTENT_TYPES
    size, start = 0, b""
    for piece in unpacked(content, part):
        start = start or piece[:64]
        budget.spend(len(piece))
        size += len(piece)
        if start.startswith(BEGINNING):
            if size > LARGEST_INNER:
                raise BombError
            inner.write(piece)
        elif lists_types:
            active.feed(piece)
        if start.lstrip(_BEFORE_MARKUP).startswith(b"<"):
            declared.feed(piece)
    pictured = part.filename.lower().endswith(".svg")
    if size != part.file_size or active.found or (declared.found and not pictured):
        raise NotOneError
    return start.startswith(BEGINNING)


def _is_stray(part: ZipInfo) -> bool:
    """A name that leads out of the folder into which somebody unpacks, a link, or a module of macros."""
    name = part.orig_filename.lower()
    link = (part.external_attr >> 16) & _KIND_OF_FILE == _LINK
    return link or bool(_STRAY.search(name)) or name.endswith("vbaproject.bin")


def _holds(content: IO[bytes], wanted: bytes) -> bool:
    content.seek(0)
    rest = b""
    while piece := content.read(_IN_MEMORY):
        if wanted in rest + piece:
            return True
        rest = piece[-len(wanted) :]
    return False

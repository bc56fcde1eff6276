"""The true content of a member, piece by piece."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

CHUNK: Final = 256 * 1024
DAMAGED: Final = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OverflowError,
)
"""What reading a damaged or hostile archive ends in."""
_END: Final = struct.Struct("<4s8xI4xH")
_END_SIGNATURE: Final = b"PK\x05\x06"
_LARGE_END: Final = b"PK\x06\x07"
_LARGE_END_SIZE: Final = 20
_LONGEST_ENTRY: Final = 512
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_LOCAL: Final = b"PK\x03\x04"
_ENCRYPTED: Final = 1


class TooManyMembersError(Exception):
    """The list of members alone would fill the memory."""


def members(stream: IO[bytes], most: int) -> list[ZipInfo]:
    """What the archive lists, as long as it ends with its end and has no more than so many members.

    One end, without a remark: where there are two, readers disagree on which archive it is.
    """
    size = stream.seek(0, 2)
    before = stream.seek(max(0, size - _END.size - _LARGE_END_SIZE))
    tail = stream.read()
    signature, listed, remark = _END.unpack(tail[-_END.size :])
    if signature != _END_SIGNATURE or remark or tail.startswith(_LARGE_END):
        raise BadZipFile
    if listed > min(before, most * _LONGEST_ENTRY):
        raise TooManyMembersError
    with ZipFile(stream) as archive:
        found = archive.infolist()
    if len(found) > most:
        raise TooManyMembersError
    return found


def is_encrypted(member: ZipInfo) -> bool:
    """Whether a password is needed to read it."""
    return bool(member.flag_bits & _ENCRYPTED)


def unpacked(stream: IO[bytes], member: ZipInfo) -> Iterator[bytes]:
    """What a reader gets that unpacks to the end: neither the size nor the checksum in the archive ends it.

    Python's own reader stops where the archive says, others go on. Raises one of `DAMAGED`.
    """
    if is_encrypted(member) or member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise BadZipFile("locked, or packed in a way that is not taken")
    stream.seek(member.header_offset)
    signature, name, extra = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
    if signature != _LOCAL:
        raise BadZipFile
    stream.seek(name + extra, 1)
    left = member.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == ZIP_DEFLATED else None
    while left > 0 and (packed := stream.read(min(CHUNK, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, CHUNK)
            packed = inflater.unconsumed_tail
    if inflater is not None:
        yield inflater.flush()
        if not inflater.eof:
            raise EOFError
    if left:
        raise EOFError


@dataclass(slots=True)
class Words:
    """Looks for words in pieces, in whatever letters, in UTF-8 and in UTF-16 alike."""

    wanted: tuple[bytes, ...]
    found: bool = False
    rest: bytes = b""

    def feed(self, piece: bytes) -> None:
        """Look at the next piece; a word across two pieces is one."""
        text = self.rest + piece.replace(b"\0", b"").lower()
        self.found = self.found or any(word in text for word in self.wanted)
        self.rest = text[-max(map(len, self.wanted)) :]


def declarations() -> Words:
    """Document types and entities, which no part of a package may declare (ECMA-376 part 2, 8.1.4)."""
    return Words((b"<!doctype", b"<!entity"))

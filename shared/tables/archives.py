"""What a workbook would unpack to, measured before anything unpacks it."""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from shared.tables.errors import TableTooLarge, UnreadableTable

_CHUNK: Final = 256 * 1024
_LOCAL_HEADER: Final = struct.Struct("<26xHH")
_TAG: Final = re.compile(rb"""<(?:\w+:)?(?:c|row)(?=[\s/>])(?:[^>]*?\sr\s*=\s*["']([^"']*)["'])?""")
_PLACE: Final = re.compile(rb"([A-Z]{0,3})([1-9][0-9]{0,6})")
_SHEETS: Final = "xl/worksheets/"
_CONTENT: Final = b"sheetData"
_FIRST_LETTER: Final = ord("A") - 1
_LETTERS: Final = 26


@dataclass(frozen=True, slots=True)
class Limits:
    """What an import takes; one far-off cell makes a reader allot everything up to it, so places count."""

    unpacked: int = 400 * 1024 * 1024
    members: int = 500
    rows: int = 200_000
    columns: int = 300
    cells: int = 8_000_000


def check_archive(stream: BinaryIO, limits: Limits) -> None:
    """Refuse what is no .xlsx, is damaged, or would unpack to more than the limits."""
    try:
        with ZipFile(stream) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in {member.filename for member in members}:
                raise UnreadableTable
            if len(members) > limits.members:
                raise TableTooLarge(limit=limits.members)
            _measure(stream, members, limits)
    except (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError) as error:
        raise UnreadableTable from error
    finally:
        stream.seek(0)


def _measure(stream: BinaryIO, members: list[ZipInfo], limits: Limits) -> None:
    left = limits.unpacked
    for member in members:
        extent = _Extent(
            limits, is_sheet=member.filename.startswith(_SHEETS) and member.filename.endswith(".xml")
        )
        for chunk in _unpacked(stream, member):
            left -= len(chunk)
            if left < 0:
                raise TableTooLarge(limit=limits.unpacked)
            extent.feed(chunk)


@dataclass(slots=True)
class _Extent:
    """The farthest row and column of a sheet, wherever the archive hides it."""

    limits: Limits
    is_sheet: bool
    rows: int = 0
    columns: int = 0
    rest: bytes = b""

    def feed(self, chunk: bytes) -> None:
        """Take whole tags; every cell and row must say where it stands, as all spreadsheets write it."""
        data = self.rest + chunk
        self.is_sheet = self.is_sheet or _CONTENT in data
        whole, _, rest = data.rpartition(b">")
        self.rest = rest[-_CHUNK:]
        if self.is_sheet:
            for place in set(_TAG.findall(whole)):
                self._include(place)

    def _include(self, place: bytes) -> None:
        match = _PLACE.fullmatch(place)
        if match is None:
            raise UnreadableTable
        self.rows = max(self.rows, int(match[2]))
        self.columns = max(self.columns, _column_number(match[1]))
        limits = self.limits
        for actual, limit in (
            (self.rows, limits.rows),
            (self.columns, limits.columns),
            (self.rows * self.columns, limits.cells),
        ):
            if actual > limit:
                raise TableTooLarge(limit=limit)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - _FIRST_LETTER
    return number


def _unpacked(stream: BinaryIO, member: ZipInfo) -> Iterator[bytes]:
    """The true content in pieces: the size that the archive declares is not believed."""
    if member.flag_bits & 1 or member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise UnreadableTable
    stream.seek(member.header_offset)
    name, extra = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
    stream.seek(name + extra, 1)
    left = member.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == ZIP_DEFLATED else None
    while left > 0 and (packed := stream.read(min(_CHUNK, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail
    if inflater is not None:
        yield inflater.flush()

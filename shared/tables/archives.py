"""What a workbook would unpack to, measured before anything unpacks it."""

import re
from dataclasses import dataclass
from typing import BinaryIO, Final
from zipfile import ZipInfo

from shared.tables.errors import TableTooLarge, UnreadableTable
from shared.zips.members import DAMAGED, TooManyMembersError, declarations, members, unpacked

_CHUNK: Final = 256 * 1024
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
        parts = members(stream, limits.members)
        if "xl/workbook.xml" not in {part.filename for part in parts}:
            raise UnreadableTable
        _measure(stream, parts, limits)
    except TooManyMembersError as error:
        raise TableTooLarge(limit=limits.members) from error
    except DAMAGED as error:
        raise UnreadableTable from error
    finally:
        stream.seek(0)


def _measure(stream: BinaryIO, parts: list[ZipInfo], limits: Limits) -> None:
    left = limits.unpacked
    for member in parts:
        extent = _Extent(
            limits, is_sheet=member.filename.startswith(_SHEETS) and member.filename.endswith(".xml")
        )
        told = declarations()
        for chunk in unpacked(stream, member):
            left -= len(chunk)
            if left < 0:
                raise TableTooLarge(limit=limits.unpacked)
            extent.feed(chunk)
            told.feed(chunk)
        if told.found and not member.filename.endswith(".svg"):
            raise UnreadableTable


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

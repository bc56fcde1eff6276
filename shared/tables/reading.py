"""Workbooks and separated text, row by row through a template; memory does not grow with the rows."""

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO, Final, TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from shared.errors.faults import Fault
from shared.tables.archives import Limits, check_archive
from shared.tables.cells import Value, read_cell, show, unescape
from shared.tables.errors import TableTooLarge, UnreadableTable
from shared.tables.headers import SEARCHED, Headers, Spans, find_headers
from shared.tables.separated import unguard
from shared.tables.templates import Column, Template

Source: TypeAlias = bytes | BinaryIO
DICTIONARY: Final = "字典"
"""The hidden sheet of a template: choices, name and version."""
LIMITS: Final = Limits()
_ZIP: Final = b"PK"
_CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in one cell, or in the row when there is no column; named as field errors are."""

    code: str
    column: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: number in the sheet, values by key (blank: absent), what was typed, what is wrong."""

    number: int
    values: Mapping[str, Value]
    typed: Mapping[str, str]
    errors: tuple[CellError, ...] = ()

    @classmethod
    def read(
        cls, number: int, typed: Mapping[str, str], cells: Iterable[tuple[Column, Any, Decimal]]
    ) -> "Row":
        """Of each column the value in its unit, or what is wrong with it."""
        values: dict[str, Value] = {}
        errors: list[CellError] = []
        for column, cell, unit in cells:
            try:
                value = read_cell(cell, column, unit)
            except Fault as fault:
                errors.append(CellError(fault.code, column.key, {"header": column.header, **fault.params}))
                continue
            if value is not None:
                values[column.key] = value
            elif column.required:
                errors.append(CellError("cell_required", column.key, {"header": column.header}))
        return cls(number, values, typed, tuple(errors))

    def refused(self, *errors: CellError) -> "Row":
        """The same row with faults that only the importing service can know."""
        return replace(self, errors=(*self.errors, *errors))


@dataclass(frozen=True, slots=True)
class Reading:
    """An opened table: iterate once for its rows."""

    headers: Headers
    rows: Iterator[Row]
    template_version: str | None = None

    def __iter__(self) -> Iterator[Row]:
        return self.rows


def read_table(source: Source, template: Template, limits: Limits = LIMITS) -> Reading:
    """Read .xlsx or separated text; raises `UnreadableTable`, `TableTooLarge`, `HeadersMissing`."""
    stream = _stream(source)
    start = stream.read(4)
    stream.seek(0)
    if start.startswith(_ZIP):
        return read_workbook(stream, template, limits)
    return read_csv(stream, template, limits)


def read_workbook(source: Source, template: Template, limits: Limits = LIMITS) -> Reading:
    """The first visible sheet of an .xlsx workbook."""
    stream = _stream(source)
    check_archive(stream, limits)
    try:
        book = CalamineWorkbook.from_object(stream)
        sheet = book.get_sheet_by_name(_visible_sheet(book))
        version = _version(book)
    except CalamineError as error:
        raise UnreadableTable from error
    left = sheet.start[1] if sheet.start else 0
    spans = [((a, b - left), (c, d - left)) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return _reading(_sheet_rows(sheet), spans, template, limits, version)


def read_csv(source: Source, template: Template, limits: Limits = LIMITS) -> Reading:
    """Comma- or tab-separated text; UTF-8 with or without mark, else GB18030."""
    stream = _stream(source)
    lines = io.TextIOWrapper(stream, encoding=_encoding(stream, limits), newline="")
    first = lines.readline(_CHUNK)
    lines.seek(0)
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    return _reading(_csv_rows(lines, delimiter), (), template, limits, None)


def _stream(source: Source) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source


def _visible_sheet(book: CalamineWorkbook) -> str:
    names = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    if not names:
        raise UnreadableTable
    return names[0]


def _version(book: CalamineWorkbook) -> str | None:
    if DICTIONARY not in book.sheet_names:
        return None
    first = book.get_sheet_by_name(DICTIONARY).to_python(nrows=1)
    return str(first[0][1]) if first and len(first[0]) > 1 else None


def _sheet_rows(sheet: CalamineSheet) -> Iterator[Sequence[object]]:
    yield from sheet.iter_rows()


def _csv_rows(lines: io.TextIOWrapper, delimiter: str) -> Iterator[Sequence[object]]:
    try:
        for cells in csv.reader(lines, delimiter=delimiter, strict=True):
            yield [unguard(cell) for cell in cells]
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableTable from error


def _reading(
    rows: Iterator[Sequence[object]], spans: Spans, template: Template, limits: Limits, version: str | None
) -> Reading:
    top = list(islice(rows, SEARCHED))
    headers = find_headers(top, spans, template)
    below = chain(top[headers.last_row + 1 :], rows)
    return Reading(headers, _read_rows(below, headers, limits), version)


def _read_rows(rows: Iterable[Sequence[object]], headers: Headers, limits: Limits) -> Iterator[Row]:
    for number, cells in enumerate(rows, headers.last_row + 2):
        if number > limits.rows:
            raise TableTooLarge(limit=limits.rows)
        if any(cell not in {"", None} for cell in cells):
            yield _row(number, cells, headers)


def _row(number: int, cells: Sequence[object], headers: Headers) -> Row:
    found = [
        (column, cells[place] if place < len(cells) else None, headers.units[place])
        for place, column in headers.places.items()
    ]
    typed = {column.key: unescape(show(raw).strip()) for column, raw, _ in found}
    return Row.read(number, typed, found)


def _encoding(stream: BinaryIO, limits: Limits) -> str:
    """UTF-8 when every byte of the text agrees, else GB18030; what is neither is unreadable."""
    decoders = {"utf-8-sig": getincrementaldecoder("utf-8")(), "gb18030": getincrementaldecoder("gb18030")()}
    seen = 0
    while chunk := stream.read(_CHUNK):
        seen += len(chunk)
        if seen > limits.unpacked:
            raise TableTooLarge(limit=limits.unpacked)
        if b"\0" in chunk:
            raise UnreadableTable
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                del decoders[name]
    stream.seek(0)
    for name, decoder in decoders.items():
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    raise UnreadableTable

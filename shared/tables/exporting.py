"""Rows out, piece by piece: separated text and documents as they come, a workbook when it is whole."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, BinaryIO, Final

import orjson

from shared.tables.cells import Value
from shared.tables.errors import TableTooLarge
from shared.tables.templates import Column
from shared.tables.writing import as_csv, write_table

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SHEET: Final = 1_048_575
"""Rows below the headers that a worksheet has (ECMA-376)."""


class Format(StrEnum):
    """In which form rows are handed out."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: XLSX,
    Format.JSONL: "application/jsonl",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a table that is handed out is called, and its columns by the members of an item."""

    name: str
    columns: tuple[Column, ...]
    english: str = ""
    """The name for readers of English."""
    page: str = "数据"
    truth: tuple[str, str] = ("否", "是")
    joint: str = "、"

    def in_english(self) -> "Sheet":
        """The same for readers of English: headers, labels, yes and no."""
        columns = (
            replace(column, header=column.english, choices=column.english_choices) for column in self.columns
        )
        return replace(
            self, name=self.english, columns=tuple(columns), page="Data", truth=("no", "yes"), joint=", "
        )


def opening(sheet: Sheet, form: Format) -> bytes:
    """What stands before the rows: of separated text the mark, which spreadsheets need, and the headers."""
    if form is not Format.CSV:
        return b""
    return "\ufeff".encode() + _line(column.header for column in sheet.columns)


def piece(sheet: Sheet, form: Format, items: Sequence[Mapping[str, Any]]) -> bytes:
    """Some rows as bytes; of documents every member, of a table its columns."""
    if form is Format.JSONL:
        return b"".join(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE) for item in items)
    return b"".join(_line(as_csv(value, column) for value, column in _values(sheet, item)) for item in items)


def write_sheet(target: BinaryIO, sheet: Sheet, items: Iterable[Mapping[str, Any]]) -> None:
    """A workbook; more rows than a worksheet has are refused before any is handed out."""
    write_table(target, sheet.columns, _counted(sheet, items), page=sheet.page)


def _counted(sheet: Sheet, items: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Value]]:
    for number, item in enumerate(items):
        if number >= LONGEST_SHEET:
            raise TableTooLarge(limit=LONGEST_SHEET)
        yield {column.key: value for value, column in _values(sheet, item) if value is not None}


def _values(sheet: Sheet, item: Mapping[str, Any]) -> Iterable[tuple[Value | None, Column]]:
    for column in sheet.columns:
        yield _value(item.get(column.key), sheet), column


def _value(given: Any, sheet: Sheet) -> Value | None:
    """What a cell holds: a list as its parts, whatever else as its text."""
    match given:
        case Enum():
            value: Value | None = str(given.value)
        case bool():
            value = sheet.truth[given]
        case None | str() | Decimal():
            value = given
        case int():
            value = Decimal(given)
        case datetime():
            value = given.isoformat()
        case date():
            value = given
        case list() | tuple():
            value = sheet.joint.join(str(part) for part in given)
        case _:
            value = str(given)
    return value


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(list(cells))
    return text.getvalue().encode()

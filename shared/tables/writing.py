"""Workbooks for people to fill in, to correct and to take away; written row by row in constant memory."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias

import xlsxwriter

from shared.messages.catalogue import DEFAULT_LANGUAGE, Catalogue
from shared.tables.cells import Value, escape
from shared.tables.reading import DICTIONARY, Row
from shared.tables.separated import guard
from shared.tables.templates import Column, Kind, Template

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Target: TypeAlias = Path | BinaryIO
REASON: Final = "错误原因"
_VALIDATED_ROWS: Final = 10_000
_AS_TEXT: Final = frozenset({Kind.TEXT, Kind.CODE, Kind.CHOICE})


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook with its formats, open for writing."""

    book: "Workbook"
    formats: Mapping[str, "Format"]

    def sheet(self, name: str, columns: Sequence[Column]) -> "Worksheet":
        sheet = self.book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(
                place, place, column.width, self.formats["text" if column.kind in _AS_TEXT else "plain"]
            )
            heading = f"{column.header}*" if column.required else column.header
            sheet.write_string(0, place, heading, self.formats["required" if column.required else "header"])
        sheet.freeze_panes(1, 0)
        return sheet


def write_template(target: Target, template: Template) -> None:
    """An empty table: required headers with *, choices from a hidden dictionary sheet, codes as text."""
    _write(target, lambda book: _filled(book, template, ()))


def write_workbook(target: Target, template: Template, rows: Iterable[Mapping[str, Value]]) -> None:
    """Values in the form in which the template is read back."""
    _write(target, lambda book: _filled(book, template, rows))


def write_table(
    target: Target, columns: Sequence[Column], rows: Iterable[Mapping[str, Value]], *, page: str = "数据"
) -> None:
    """A plain export: headers and values, nothing to fill in; `page` is the name of its sheet."""

    def fill(book: _Book) -> None:
        sheet = book.sheet(page, columns)
        for number, values in enumerate(rows, 1):
            _write_values(book, sheet, number, columns, values)

    _write(target, fill)


def write_csv(target: BinaryIO, columns: Sequence[Column], rows: Iterable[Mapping[str, Value]]) -> None:
    """The same as UTF-8 with a mark, which spreadsheets need to see Chinese."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.header for column in columns])
    for values in rows:
        writer.writerow([as_csv(values.get(column.key), column) for column in columns])
    text.flush()
    text.detach()


def write_error_workbook(
    target: Target,
    template: Template,
    rows: Iterable[Row],
    catalogue: Catalogue,
    language: str = DEFAULT_LANGUAGE,
) -> None:
    """The failing rows as typed, wrong cells marked, reasons in a last column: to correct and send again."""

    def fill(book: _Book) -> None:
        reason = Column("", REASON, width=60)
        sheet = book.sheet(template.name, [*template.columns, reason])
        for number, row in enumerate(rows, 1):
            wrong = {error.column for error in row.errors}
            for place, column in enumerate(template.columns):
                mark = book.formats["wrong" if column.key in wrong else "text"]
                sheet.write_string(number, place, escape(row.typed.get(column.key, "")), mark)
            reasons = [catalogue.render(each.code, language, each.params).detail for each in row.errors]
            sheet.write_string(number, len(template.columns), f"第{row.number}行：" + " ".join(reasons))
        _add_dictionary(book, sheet, template)

    _write(target, fill)


def write_error_csv(
    target: BinaryIO,
    template: Template,
    rows: Iterable[Row],
    catalogue: Catalogue,
    language: str = DEFAULT_LANGUAGE,
) -> None:
    """The same as UTF-8 with a mark, for those who sent separated text."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([*(column.header for column in template.columns), REASON])
    for row in rows:
        reasons = [catalogue.render(each.code, language, each.params).detail for each in row.errors]
        typed = [guard(escape(row.typed.get(column.key, ""))) for column in template.columns]
        writer.writerow([*typed, f"第{row.number}行：" + " ".join(reasons)])
    text.flush()
    text.detach()


def _write(target: Target, fill: Callable[[_Book], None]) -> None:
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    styles: dict[str, dict[str, Any]] = {
        "plain": {},
        "text": {"num_format": "@"},
        "day": {"num_format": "yyyy-mm-dd"},
        "header": {"bold": True, "bg_color": "#E8EDF3", "num_format": "@"},
        "required": {"bold": True, "bg_color": "#E8EDF3", "font_color": "#B00020", "num_format": "@"},
        "wrong": {"bg_color": "#FFD6D6", "num_format": "@"},
    }
    fill(_Book(book, {name: book.add_format(style) for name, style in styles.items()}))
    book.close()


def _filled(book: _Book, template: Template, rows: Iterable[Mapping[str, Value]]) -> None:
    sheet = book.sheet(template.name, template.columns)
    for number, values in enumerate(rows, 1):
        _write_values(book, sheet, number, template.columns, values)
    _add_dictionary(book, sheet, template)


def _add_dictionary(book: _Book, sheet: "Worksheet", template: Template) -> None:
    """The hidden sheet with version and choices, and the validation that points to it."""
    choosing = [
        (place, c) for place, c in enumerate(template.columns) if c.kind in {Kind.CHOICE, Kind.BOOLEAN}
    ]
    labels = [["是", "否"] if c.kind is Kind.BOOLEAN else list(c.choices.values()) for _, c in choosing]
    hidden = book.book.add_worksheet(DICTIONARY)
    hidden.hide()
    hidden.write_row(0, 0, [template.name, template.version])
    hidden.write_row(1, 0, [column.header for _, column in choosing])
    for depth in range(max(map(len, labels), default=0)):
        for place, choices in enumerate(labels):
            if depth < len(choices):
                hidden.write_string(2 + depth, place, choices[depth])
    for (place, _), source, choices in zip(choosing, range(len(choosing)), labels, strict=True):
        letter = xlsxwriter.utility.xl_col_to_name(source)
        area = f"='{DICTIONARY}'!${letter}$3:${letter}${2 + len(choices)}"
        sheet.data_validation(1, place, _VALIDATED_ROWS, place, {"validate": "list", "source": area})


def _write_values(
    book: _Book, sheet: "Worksheet", row: int, columns: Sequence[Column], values: Mapping[str, Value]
) -> None:
    for place, column in enumerate(columns):
        value = _shown(values.get(column.key), column)
        if isinstance(value, Decimal):
            _write_number(book, sheet, row, place, value)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, value, book.formats["day"])
        elif value is not None:
            sheet.write_string(row, place, escape(value), book.formats["text"])


def _write_number(book: _Book, sheet: "Worksheet", row: int, place: int, value: Decimal) -> None:
    """As a number while a spreadsheet can hold it exactly, else as text."""
    if Decimal(f"{float(value):.15g}") == value:
        sheet.write_number(row, place, float(value))
    else:
        sheet.write_string(row, place, f"{value:f}", book.formats["text"])


def _shown(value: Value | None, column: Column) -> str | Decimal | date | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.kind is Kind.CHOICE and isinstance(value, str):
        return column.choices.get(value, value)
    if column.kind is Kind.MONEY and isinstance(value, Decimal):
        return value / column.unit
    return value


def as_csv(value: Value | None, column: Column) -> str:
    """A value as separated text shows it, never as a formula."""
    shown = _shown(value, column)
    if isinstance(shown, str):
        return guard(escape(shown))
    if isinstance(shown, Decimal):
        return f"{shown:f}"
    return "" if shown is None else shown.isoformat()

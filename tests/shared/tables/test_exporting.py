"""Tables that are handed out speak both languages."""

import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from services.metrics.exports.rules import ATTAINMENT, OBSERVATIONS
from services.registry.exports.rules import ORGANISATIONS
from services.review.exports.rules import APPLICATIONS
from services.trademark.exports.rules import INDICATIONS, MARKS
from shared.tables.exporting import Format, Sheet, opening, piece, write_sheet
from shared.tables.templates import Column, Kind

ALL = (APPLICATIONS, ATTAINMENT, INDICATIONS, MARKS, OBSERVATIONS, ORGANISATIONS)
SHEET = Sheet(
    "表",
    (
        Column(
            "kind",
            "类型",
            Kind.CHOICE,
            choices={"a": "甲", "b": "乙"},
            english="Kind",
            english_choices={"a": "A"},
        ),
        Column("good", "好", Kind.BOOLEAN, english="Good"),
        Column("parts", "部分", english="Parts"),
    ),
    english="Sheet",
)
ROW = {"kind": "a", "good": True, "parts": ["1", "2"]}


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.english)
def test_every_table_has_headers_of_its_own_in_both_languages(sheet: Sheet) -> None:
    english = sheet.in_english()
    headers = [column.header for column in english.columns]
    assert english.name.isascii()
    assert all(header and header.isascii() for header in headers), headers
    assert len(set(headers)) == len(headers)
    assert len({column.header for column in sheet.columns}) == len(headers)


def test_labels_truth_and_lists_are_told_in_the_language_of_the_headers() -> None:
    def written(sheet: Sheet, item: dict[str, object]) -> str:
        return (opening(sheet, Format.CSV) + piece(sheet, Format.CSV, [item])).decode("utf-8-sig")

    assert written(SHEET, ROW) == "类型,好,部分\r\n甲,是,1、2\r\n"
    english = SHEET.in_english()
    assert written(english, ROW) == 'Kind,Good,Parts\r\nA,yes,"1, 2"\r\n'
    assert written(english, {"kind": "b", "good": False, "parts": []}) == "Kind,Good,Parts\r\nb,no,\r\n"


def test_a_workbook_names_its_page_in_the_language_of_the_headers() -> None:
    for sheet, page in ((SHEET, "数据"), (SHEET.in_english(), "Data")):
        target = io.BytesIO()
        write_sheet(target, sheet, [{**ROW, "parts": Decimal(1)}])
        target.seek(0)
        assert CalamineWorkbook.from_filelike(target).sheet_names == [page]

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import BinaryIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from shared.messages.catalogue import Catalogue
from shared.tables.cells import Value, narrow
from shared.tables.reading import CellError, read_csv, read_table, read_workbook
from shared.tables.templates import Column, Kind, Template
from shared.tables.writing import write_csv, write_error_workbook, write_table, write_template, write_workbook

template = Template(
    "品牌企业",
    "2026.1",
    (
        Column("name", "企业名称", required=True),
        Column("code", "统一社会信用代码", Kind.CODE, required=True),
        Column("sales", "年销售额（万元）", Kind.MONEY),
        Column("staff", "职工人数", Kind.NUMBER),
        Column("founded", "成立日期", Kind.DAY),
        Column("exports", "是否出口", Kind.BOOLEAN),
        Column("size", "规模", Kind.CHOICE, choices={"large": "大型", "small": "小型"}),
    ),
)
CODE = "91110000600037341L"
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20).map(narrow)
filled = st.fixed_dictionaries(
    {"name": texts.filter(bool), "code": st.text("0123456789ABCDEFGH", min_size=1, max_size=18)},
    optional={
        "sales": st.decimals(-(10**12), 10**12, places=2),
        "staff": st.decimals(0, 10**20, places=6),
        "founded": st.dates(date(1928, 1, 1), date(2199, 12, 31)),
        "exports": st.booleans(),
        "size": st.sampled_from(["large", "small"]),
    },
)


def written(write: Callable[[BinaryIO], None]) -> bytes:
    target = io.BytesIO()
    write(target)
    return target.getvalue()


def cells(content: bytes) -> list[list[object]]:
    return [
        list(row)
        for row in CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(filled, min_size=1, max_size=5))
def test_R15_what_is_written_is_read_back(values: list[dict[str, Value]]):
    content = written(lambda target: write_workbook(target, template, values))
    read = list(read_table(content, template))
    assert [row.errors for row in read] == [()] * len(values)
    assert [row.values for row in read] == values


@settings(max_examples=30, deadline=None)
@given(st.lists(filled, min_size=1, max_size=5))
def test_R15_text_that_is_written_is_read_back(values: list[dict[str, Value]]):
    content = written(lambda target: write_csv(target, template.columns, values))
    assert content.startswith(b"\xef\xbb\xbf")
    assert [row.values for row in read_csv(content, template)] == values


def test_R15_an_empty_template_marks_what_is_required_and_offers_choices():
    content = written(lambda target: write_template(target, template))
    with ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert 'state="hidden"' in parts.read("xl/workbook.xml").decode()
    assert re.findall(r"<formula1>(.*?)</formula1>", sheet) == ["'字典'!$A$3:$A$4", "'字典'!$B$3:$B$4"]
    assert cells(content)[0][:3] == ["企业名称*", "统一社会信用代码*", "年销售额（万元）"]
    reading = read_workbook(content, template)
    assert (reading.template_version, list(reading)) == ("2026.1", [])


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "＝1", "'=1", "''-1", "=cmd|' /C calc'!A0"])
def test_R15_no_text_becomes_a_formula(text: str):
    content = written(lambda target: write_table(target, template.columns, [{"name": text}]))
    with ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert cells(content)[1][0] == "'" + text
    assert b"\n'" in written(lambda target: write_csv(target, template.columns, [{"name": text}]))


def test_R15_money_is_written_in_the_unit_of_its_header():
    content = written(lambda target: write_table(target, template.columns, [{"sales": Decimal(35_000_000)}]))
    assert cells(content)[1][2] == 3500


def test_R15_failing_rows_come_back_marked_with_reasons_and_can_be_sent_again():
    lines = ["企业名称,统一社会信用代码,规模,职工人数", f"=鲁品,{CODE},巨型,十", ",9.13E+17,大型,3"]
    failing = [*read_csv("\n".join(lines).encode(), template)]
    failing[1] = failing[1].refused(CellError("code_unknown", params={"list": "x"}))
    content = written(lambda target: write_error_workbook(target, template, failing, Catalogue.load()))
    header, first, second = cells(content)
    assert header[-1] == "错误原因"
    assert first[-1] == "第2行：“规模”只能填：大型、小型。 “职工人数”应为数字。"
    assert str(second[-1]).startswith("第3行：“企业名称”必填。 “统一社会信用代码”须为文本格式")
    assert "代码表x" in str(second[-1])
    again = list(read_workbook(content, template))
    assert [row.typed["name"] for row in again] == ["=鲁品", ""]
    assert [sorted(error.code for error in row.errors) for row in again] == [
        ["cell_not_a_choice", "cell_not_a_number"],
        ["cell_number_for_code", "cell_required"],
    ]


def test_P09_every_fault_of_a_cell_has_a_text_in_both_languages():
    codes = ["cell_required", "cell_text_unclean", "cell_not_money", "cell_not_a_boolean", "header_missing"]
    assert Catalogue.load().gaps(codes) == []

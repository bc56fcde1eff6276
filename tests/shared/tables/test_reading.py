import io
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from shared.tables.errors import HeadersMissing, UnreadableTable
from shared.tables.reading import Row, read_csv, read_table, read_workbook
from shared.tables.templates import Column, Kind, Template

template = Template(
    "企业年度情况",
    "1",
    (
        Column("name", "企业名称", required=True, synonyms=("单位名称", "企业全称"), maximum=Decimal(100)),
        Column("code", "统一社会信用代码", Kind.CODE, required=True, synonyms=("信用代码",)),
        Column("phone", "联系电话", Kind.CODE, synonyms=("联系人电话",)),
        Column("sales", "年销售额（万元）", Kind.MONEY, synonyms=("销售收入",), minimum=Decimal(0)),
        Column("staff", "职工人数", Kind.NUMBER, maximum=Decimal(1_000_000)),
        Column("founded", "成立日期", Kind.DAY),
        Column("exports", "是否出口", Kind.BOOLEAN),
        Column("size", "规模", Kind.CHOICE, choices={"large": "大型", "small": "小型"}),
    ),
)
CODE = "91110000600037341L"


def book(*rows: list[object], merges: tuple[str, ...] = ()) -> bytes:
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target)
    sheet = workbook.add_worksheet("表")
    days = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for area in merges:
        sheet.merge_range(area, "")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, days)
            elif isinstance(cell, str) and cell:
                sheet.write_string(number, place, cell)
            elif cell is not None and cell != "":
                sheet.write(number, place, cell)
    workbook.close()
    return target.getvalue()


def read_one(header: str, cell: object) -> Row:
    content = book(["企业名称", "统一社会信用代码", header], ["鲁品", CODE, cell])
    (row,) = read_workbook(content, template)
    return row


@pytest.mark.parametrize(
    "cell",
    [
        "2018-01-02",
        "2018/1/2",
        "2018年1月2日",
        "2018.1.2",
        "２０１８年１月２日",
        43102,
        "43102",
        date(2018, 1, 2),
        datetime(2018, 1, 2, 0, 0),  # noqa: DTZ001 - a cell has no zone
        "2018-01-02 00:00:00",
    ],
)
def test_R15_a_day_is_read_in_every_spelling(cell: object):
    assert read_one("成立日期", cell).values["founded"] == date(2018, 1, 2)


@pytest.mark.parametrize(
    "cell", ["2018", 2018, "2018-13-01", "去年", "2018-01", True, "２月３０日", "2018-02-30"]
)
def test_R15_what_is_no_day_is_named(cell: object):
    (error,) = read_one("成立日期", cell).errors
    assert (error.code, error.column, error.params["header"]) == ("cell_not_a_day", "founded", "成立日期")


@pytest.mark.parametrize(
    ("header", "cell", "yuan"),
    [
        ("年销售额（万元）", 3500, "35000000"),
        ("年销售额(万元)*", "3,500.5", "35005000"),
        ("年销售额（亿元）", 1.2, "120000000"),
        ("年销售额（元）", "1200", "1200"),
        ("销售收入", "12", "120000"),
        ("年销售额", "1.2亿元", "120000000"),
        ("年销售额（万元）", "３５００万元", "35000000"),
        ("年销售额（亿元）", "￥3,500元", "3500"),
        ("年销售额(单位：亿元)", 0.1 + 0.2, "30000000"),
    ],
)
def test_R15_money_is_yuan_whatever_it_was_counted_in(header: str, cell: object, yuan: str):
    assert read_one(header, cell).values["sales"] == Decimal(yuan)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("约三千", "cell_not_money"),
        ("3,500美元", "cell_not_money"),
        (-1, "cell_too_small"),
        (True, "cell_not_a_number"),
    ],
)
def test_R15_what_is_no_money_is_named(cell: object, code: str):
    assert [error.code for error in read_one("年销售额（万元）", cell).errors] == [code]


@pytest.mark.parametrize("cell", [913700000000000000, 13800138000, "9.13E+17", 9.13e17, date(2018, 1, 2)])
def test_R15_a_code_in_a_numeric_cell_is_refused(cell: object):
    (row,) = read_workbook(book(["企业名称", "信用代码"], ["鲁品", cell]), template)
    assert [error.code for error in row.errors] == ["cell_number_for_code"]


@pytest.mark.parametrize(
    ("cell", "value"), [("１２", 12), (12, 12), ("1,200", 1200), (" 7 ", 7), ("1E3", 1000)]
)
def test_R15_numbers_are_read_in_full_and_half_width(cell: object, value: int):
    assert read_one("职工人数", cell).values["staff"] == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1_000", "cell_not_a_number"),
        ("NaN", "cell_not_a_number"),
        ("十二", "cell_not_a_number"),
        (2e6, "cell_too_large"),
    ],
)
def test_R15_what_is_no_number_is_named(cell: object, code: str):
    assert [error.code for error in read_one("职工人数", cell).errors] == [code]


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("否", False), ("√", True), (True, True), (0, False), ("maybe", None)]
)
def test_R15_yes_and_no_are_truth_values(cell: object, value: bool | None):  # noqa: FBT001 - a case of the table
    row = read_one("是否出口", cell)
    assert row.values.get("exports") is value
    assert [error.code for error in row.errors] == ([] if value is not None else ["cell_not_a_boolean"])


def test_R15_a_choice_is_read_by_label_or_code_and_others_are_listed():
    assert read_one("规模", "大型").values["size"] == "large"
    assert read_one("规模", "small").values["size"] == "small"
    (error,) = read_one("规模", "巨型").errors
    assert (error.code, error.params["choices"]) == ("cell_not_a_choice", "大型、小型")


def test_R15_a_blank_is_absent_and_a_required_blank_is_named():
    content = book(["企业名称", "信用代码", "规模"], ["", CODE, ""], ["", "", ""], ["鲁品", CODE])
    rows = list(read_workbook(content, template))
    assert [row.number for row in rows] == [2, 4]
    assert [(error.code, error.column) for error in rows[0].errors] == [("cell_required", "name")]
    assert rows[1].values == {"name": "鲁品", "code": CODE}


def test_R15_headers_are_found_below_a_title_in_merged_rows():
    reading = read_workbook(
        book(
            ["2017年企业汇总表"],
            ["填报单位：济宁市商务局", "", "", "", "单位：亿元"],
            ["单位名称", "信用代码", "联系人", "", "销售收入", "备注"],
            ["", "", "姓名", "电话", "", ""],
            ["鲁品", CODE, "张三", "0531-89013432", 2, "x"],
            merges=("A1:F1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4"),
        ),
        template,
    )
    assert set(reading.headers.unknown) == {"联系人姓名", "备注"}
    assert reading.headers.missing == ("职工人数", "成立日期", "是否出口", "规模")
    (row,) = reading
    assert row.number == 5
    assert row.values == {
        "name": "鲁品",
        "code": CODE,
        "phone": "0531-89013432",
        "sales": Decimal(200_000_000),
    }


def test_R15_a_table_that_does_not_begin_at_the_corner_is_read():
    (row,) = read_workbook(book([], [], ["", "", "企业名称", "信用代码"], ["", "", "鲁品", CODE]), template)
    assert (row.number, row.values["name"]) == (4, "鲁品")


def test_R15_missing_headers_are_named():
    with pytest.raises(HeadersMissing) as refused:
        read_workbook(book(["企业名称", "地址"], ["鲁品", "济南"]), template)
    assert [error.params["header"] for error in refused.value.errors] == ["统一社会信用代码"]
    with pytest.raises(HeadersMissing):
        read_workbook(book([]), template)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_R15_text_is_read_in_the_encodings_of_departments(encoding: str, separator: str):
    lines = [["企业名称", "信用代码", "是否出口"], ["鲁品（济宁）", CODE, "是"], ["'=鲁品", CODE, ""]]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    rows = list(read_table(content, template))
    assert rows[0].values == {"name": "鲁品（济宁）", "code": CODE, "exports": True}
    assert rows[1].values["name"] == "=鲁品"
    assert [row.number for row in rows] == [2, 3]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xff\xfe\x00a", b"\x81", b'"a"b,c'])
def test_R15_what_is_no_table_is_unreadable(content: bytes):
    with pytest.raises((UnreadableTable, HeadersMissing)):
        list(read_table(content, template))


def test_R15_a_truncated_workbook_is_unreadable():
    content = book(["企业名称", "信用代码"], ["鲁品", CODE])
    for length in range(4, len(content), 97):
        with pytest.raises(UnreadableTable):
            list(read_table(content[:length], template))


def test_a_text_that_is_too_long_is_named():
    content = f"企业名称,信用代码\n{'长' * 101},{CODE}".encode()
    (row,) = read_csv(content, template)
    assert [(error.code, error.params["maximum"]) for error in row.errors] == [("cell_too_long", 100)]
    assert row.refused(*row.errors).errors == row.errors * 2

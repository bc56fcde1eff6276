"""Whatever a reader parts our text by, no cell begins a formula; and what we wrote we read back as it was."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.tables.cells import escape, unescape
from shared.tables.reading import read_csv
from shared.tables.separated import guard, unguard
from shared.tables.templates import Column, Kind, Template
from shared.tables.writing import as_csv, write_csv

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
TEXTS = st.text(alphabet=f"{SIGNS};,|\t\r\n'\" \u3000\u200b\ufeffa1品", max_size=10)
COLUMNS = (Column("name", "名称"), Column("note", "说明"), Column("code", "代码", Kind.CODE))


def begins_a_formula(cell: str) -> bool:
    return cell.lstrip(" \u3000\u200b\ufeff\t").startswith(tuple(SIGNS))


def written(*texts: str) -> str:
    target = io.BytesIO()
    write_csv(target, COLUMNS, [dict(zip(("name", "note", "code"), texts, strict=True))])
    return target.getvalue().decode("utf-8-sig")


def cells_of(content: str) -> Iterator[str]:
    """As readers find them who part at this or that, and who know of quotes or do not."""
    for delimiter in ";,|\t":
        for quoting, newline in ((csv.QUOTE_MINIMAL, ""), (csv.QUOTE_NONE, None)):
            for row in csv.reader(io.StringIO(content, newline), delimiter=delimiter, quoting=quoting):
                yield from row


@settings(max_examples=150)
@given(text=TEXTS)
def test_P03_no_reader_with_another_separator_finds_a_formula(text: str):
    assert [cell for cell in cells_of(written("甲", text, text)) if begins_a_formula(cell)] == []


@pytest.mark.parametrize(
    "text", ["a;=1+1", "a\t@x", 'a;"=1"', "a\n-2", "a|+1", "甲,＝1", "a; '=1", "a;\ufeff=1"]
)
def test_P03_the_middle_of_a_text_is_treated_as_the_beginning_that_it_may_become(text: str):
    assert guard(text) == f"{text[:2]}'{text[2:]}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["乐陵小枣，-5℃", "a-b; c=d", "1;2;3", "第一行\r\n\r\n第二行", "it's; 'so'", ""]
)
def test_what_nothing_can_go_wrong_with_stays_as_it_is(text: str):
    assert guard(text) == text == unguard(text)


@settings(max_examples=200)
@given(text=TEXTS)
def test_what_is_guarded_and_escaped_comes_back_as_it_was(text: str):
    assert unguard(guard(text)) == text
    assert unescape(unguard(guard(escape(text)))) == text


@settings(max_examples=100)
@given(text=TEXTS.map(str.strip).filter(bool))
def test_P03_an_import_of_an_export_is_what_was_exported(text: str):
    content = written("甲", "乙", text).encode("utf-8-sig")
    assert [row.typed["code"] for row in read_csv(content, Template("表", "1", COLUMNS))] == [text]


def test_a_negative_number_stays_a_number():
    assert as_csv(Decimal(-5), Column("n", "数", Kind.NUMBER)) == "-5"

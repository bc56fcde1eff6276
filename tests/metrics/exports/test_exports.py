"""Attainment and figures as files: the rows of the board and of the list, in the reader's language."""

import csv
import io
import json
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.tables import house_table
from shared.http import exports
from shared.testing.database import RolledBackDatabase, Statements
from shared.testing.tokens import Signer
from tests.metrics.shelf import judge_all, observe

API = "/metrics/v1"
PATH = f"{API}/exports/attainment"


pytestmark = pytest.mark.stocked


def table(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheet(answer: httpx.Response) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


@pytest.fixture
async def judged(client: httpx.AsyncClient, as_: Signer, database: RolledBackDatabase) -> None:
    await observe(client, as_, "online_retail", 2015, value="3000")
    assert await judge_all(database) == 27


@pytest.mark.usefixtures("judged")
async def test_M10_anybody_takes_away_where_every_target_stands(client: httpx.AsyncClient) -> None:
    answer = await client.get(PATH)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = table(answer)
    assert len(rows) == 27
    found = next(row for row in rows if row["目标代码"] == "online_retail_2015")
    assert (found["状态"], found["现值"], found["下限"]) == ("已达到", "300000000000", "300000000000")
    assert (found["单位"], found["约束力"], found["不含界限本身"]) == ("元", "承诺性", "否")
    blank = next(row for row in rows if row["目标代码"] == "ecommerce_volume_2015")
    assert (blank["现值"], blank["说明"]) == ("", "尚无数据。")


@pytest.mark.usefixtures("judged")
async def test_M10_headers_labels_and_reasons_follow_the_reader(client: httpx.AsyncClient) -> None:
    asked = {"document": "ecommerce_2014"}
    by_header = await client.get(PATH, params=asked, headers={"accept-language": "en"})
    by_link = await client.get(PATH, params={**asked, "lang": "en"}, headers={"accept-language": "zh-CN"})
    assert by_header.content == by_link.content
    assert (by_header.headers["content-language"], by_header.headers["vary"]) == ("en", "Accept-Language")
    assert "Attainment.csv" in by_header.headers["content-disposition"]
    rows = {row["Target"]: row for row in table(by_header)}
    assert len(rows) == 7
    assert (rows["online_retail_2015"]["Status"], rows["online_retail_2015"]["Strict"]) == ("Met", "no")
    assert rows["ecommerce_volume_2015"]["Reasons"] == "There is no figure yet."
    book = await client.get(PATH, params={**asked, "lang": "en", "format": "xlsx"})
    assert sheet(book)[0][:3] == ["Document", "Clause", "Target"]


@pytest.mark.usefixtures("judged")
async def test_M10_a_workbook_and_documents_hold_the_same_rows(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 10)
    rows = table(await client.get(PATH))
    book = sheet(await client.get(PATH, params={"format": "xlsx"}))
    assert [row[2] for row in book[1:]] == [row["目标代码"] for row in rows]
    lines = (await client.get(PATH, params={"format": "jsonl"})).content.splitlines()
    documents = [json.loads(line) for line in lines]
    assert [each["target"] for each in documents] == [row["目标代码"] for row in rows]
    board = (await client.get(f"{API}/board", params={"document": "ecommerce_2014"})).json()["items"]
    exported = [each for each in documents if each["document"] == "ecommerce_2014"]
    assert [(each["status"], each["since"], each["receipt"]) for each in exported] == [
        (each["status"], each["since"], each["receipt"]["digest"]) for each in board
    ]


@pytest.mark.usefixtures("judged")
async def test_M10_a_region_and_an_order_narrow_it_and_nothing_is_asked_for_each_row(
    client: httpx.AsyncClient, database: RolledBackDatabase
) -> None:
    with Statements(database) as statements:
        rows = table(await client.get(PATH, params={"region": "370800", "sort": "-target"}))
    assert {row["地区代码"] for row in rows} == {"370800"}
    codes = [row["目标代码"] for row in rows]
    assert (len(codes), codes) == (12, sorted(codes, reverse=True))
    assert sum("standings" in sent for sent in statements.sent) == 1
    for params in ({"sort": "status"}, {"format": "pdf"}, {"colour": "red"}, {"document": "NO"}):
        assert (await client.get(PATH, params=params)).status_code == 422, params


async def test_M10_what_looks_like_a_formula_is_text(client: httpx.AsyncClient, as_: Signer) -> None:
    await observe(client, as_, "online_retail", 2015, value="1", source='=HYPERLINK("http://x")')
    path = f"{API}/exports/observations"
    for lang, header in (("zh-CN", "来源"), ("en", "Source")):
        [row] = table(await client.get(path, params={"lang": lang}))
        assert row[header] == '\'=HYPERLINK("http://x")'
        book = sheet(await client.get(path, params={"lang": lang, "format": "xlsx"}))
        assert book[1][book[0].index(header)] == '\'=HYPERLINK("http://x")'


@pytest.mark.usefixtures("judged")
async def test_who_takes_it_away_by_name_is_written_down(
    client: httpx.AsyncClient, as_: Signer, database: RolledBackDatabase
) -> None:
    await client.get(
        PATH, params={"document": "ecommerce_2014"}, headers=as_(Role.STATISTICIAN, region="37.")
    )
    history = house_table("metrics", "history")
    async with database.read(SYSTEM) as session:
        payloads = (await session.scalars(select(history.c.payload).where(history.c.noun == "export"))).all()
    assert [each["list"] for each in payloads] == [PATH]

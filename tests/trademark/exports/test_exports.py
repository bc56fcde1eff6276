"""Lists as files: the rows of the list, streamed in three formats, written down before they leave."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from services.trademark.legal_rules.service import take_over
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.tables import house_table
from shared.http import exports
from tests.trademark.conftest import JINING

MARKS = "/trademark/v1/marks"
PATH = "/trademark/v1/exports/marks"
NAMES = ["=1+1", "金乡蒜1", "金乡蒜2", "鱼台米3"]


@pytest.fixture(autouse=True)
async def entered(client, as_, database):
    await take_over(database, database.clock)
    for number, name in enumerate(NAMES):
        body = {
            "number": f"{13_000_000 + number}",
            "name": name,
            "kind": "product",
            "filed_on": "2013-02-05",
            "holder": {"name": "金乡县大蒜产业有限公司", "region_code": "370828"},
            "goods": [{"class_number": 31, "name": "大蒜"}, {"class_number": 29, "name": "腌制蒜"}],
            "source": "商标公告",
        }
        answer = await client.post(MARKS, json=body, headers=as_(Role.CITY_OFFICER, region=JINING))
        assert answer.status_code == 201, answer.text


async def test_T15_separated_text_has_the_mark_that_spreadsheets_need_and_no_formula(client):
    answer = await client.get(PATH)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:4] == ["注册号", "商标名称", "商标类型", "商品类别"]
    assert [line[:4] for line in lines[1:3]] == [
        ["13000000", "'=1+1", "商品商标", "29、31"],
        ["13000001", "金乡蒜1", "商品商标", "29、31"],
    ]
    assert len(lines) == 1 + len(NAMES)


async def test_T15_a_workbook_holds_the_same_rows(client):
    answer = await client.get(PATH, params={"format": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "注册号"
    assert [row[1] for row in sheet[1:]] == ["'=1+1", *NAMES[1:]]
    assert str(sheet[1][9]) == "2013-02-05"


async def test_T15_documents_are_the_items_of_the_list(client):
    answer = await client.get(PATH, params={"format": "jsonl"})
    documents = [json.loads(line) for line in answer.content.splitlines()]
    assert documents == (await client.get(MARKS)).json()["items"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_T15_a_list_of_many_pages_comes_whole_and_in_order(client, monkeypatch, form):
    whole = (await client.get(PATH, params={"format": form, "sort": "-number"})).content
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    piecewise = (await client.get(PATH, params={"format": form, "sort": "-number"})).content
    if form == "xlsx":
        whole, piecewise = (
            CalamineWorkbook.from_filelike(io.BytesIO(each)).get_sheet_by_index(0).to_python()
            for each in (whole, piecewise)
        )
        assert [row[0] for row in piecewise[1:]] == ["13000003", "13000002", "13000001", "13000000"]
    assert piecewise == whole


async def test_T15_filters_are_those_of_the_list(client):
    answer = await client.get(PATH, params={"format": "jsonl", "q": "金乡"})
    assert [json.loads(line)["name"] for line in answer.content.splitlines()] == NAMES[1:3]


async def test_T15_what_the_list_refuses_the_export_refuses_before_it_begins(client):
    for params in ({"sort": "colour"}, {"format": "pdf"}, {"colour": "red"}, {"region": "999999"}):
        answer = await client.get(PATH, params=params)
        assert answer.status_code == 422, params
        assert answer.headers["Content-Type"] == "application/problem+json"


async def kept(database):
    table = house_table("trademark", "history")
    async with database.read(SYSTEM) as session:
        found = await session.execute(select(table).where(table.c.noun == "export"))
        return found.mappings().all()


async def test_who_takes_a_list_away_is_written_down_and_what_was_searched_for_is_not(client, as_, database):
    await client.get(PATH)
    assert await kept(database) == []
    officer = as_(Role.CITY_OFFICER, region=JINING, subject="taker")
    await client.get(PATH, params={"format": "csv", "q": "金乡", "status": "filed"}, headers=officer)
    [entry] = await kept(database)
    assert (entry["actor"], entry["audience"], entry["event"]) == ("taker", "internal", None)
    assert entry["payload"] == {
        "list": PATH,
        "asked": {"format": ["csv"], "status": ["filed"]},
        "searched": True,
    }


async def test_indications_are_handed_out_with_their_areas(client, as_):
    body = {
        "name": "金乡大蒜",
        "product_class": "food",
        "area": ["370828"],
        "area_hectares": "40000",
        "forms": [{"kind": "collective_mark", "number": "1", "name": "金乡大蒜", "status": "filed"}],
    }
    made = await client.post(
        "/trademark/v1/indications", json=body, headers=as_(Role.CITY_OFFICER, region=JINING)
    )
    assert made.status_code == 201, made.text
    lines = (await client.get("/trademark/v1/exports/indications")).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("名称,国家代码")
    assert lines[1].startswith("金乡大蒜,CN,37.3708.370828.,食品")

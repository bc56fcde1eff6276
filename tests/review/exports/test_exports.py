"""Applications as a file: the rows of the list for the same caller, and written down."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from services.review.applications.workflow import State
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.tables import house_table
from shared.testing.database import RolledBackDatabase

Signs = Callable[..., dict[str, str]]
PATH = "/review/v1/exports/applications"
JINING, YANTAI = "37.3708.", "37.3706."


@pytest.fixture(autouse=True)
async def laid(lay: Any) -> list[UUID]:
    """One of Jining, one of Yantai, and a draft that is nobody else's to see."""
    yantai = {"region_path": "37.3706.370602.", "region_code": "370602", "recommended_by": YANTAI}
    ours = await lay(State.SUBMITTED, organisation_name="金乡县大蒜产业有限公司")
    theirs = await lay(State.RECOMMENDED, organisation_name="=芝罘食品有限公司", **yantai)
    return [ours, theirs, await lay(State.DRAFT, organisation_name="未提交有限公司")]


async def test_the_file_holds_what_the_list_shows_the_same_caller(
    client: httpx.AsyncClient, as_: Any, laid: list[UUID]
):
    seen = {}
    for name, headers in {
        "province": as_(Role.PROGRAMME_OFFICER, region="37."),
        "jining": as_(Role.CITY_OFFICER, region=JINING),
        "yantai": as_(Role.CITY_OFFICER, region=YANTAI),
        "expert": as_(Role.EXPERT),
    }.items():
        answer = await client.get(PATH, params={"format": "jsonl"}, headers=headers)
        rows = [json.loads(line) for line in answer.content.splitlines()]
        assert rows == (await client.get("/review/v1/applications", headers=headers)).json()["items"]
        seen[name] = {UUID(row["id"]) for row in rows}
    ours, theirs, _ = laid
    assert seen == {"province": {ours, theirs}, "jining": {ours}, "yantai": {theirs}, "expert": set()}


async def test_separated_text_has_the_columns_in_their_order_the_filters_of_the_list_and_no_formula(
    client: httpx.AsyncClient, as_: Any, laid: list[UUID]
):
    officer = as_(Role.PROGRAMME_OFFICER, region="37.")
    answer = await client.get(PATH, params={"sort": "-submitted_at"}, headers=officer)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:6] == ["申报编号", "申报单位", "申报类别", "地区代码", "推荐单位", "状态"]
    assert [(row[1], row[3], row[5], row[-1]) for row in rows] == [
        ("'=芝罘食品有限公司", "370602", "已推荐", str(laid[1])),
        ("金乡县大蒜产业有限公司", "370828", "已提交", str(laid[0])),
    ]
    narrowed = await client.get(PATH, params={"state": "submitted"}, headers=officer)
    assert narrowed.content.decode("utf-8-sig").splitlines()[1:] == [",".join(rows[1])]


async def test_who_takes_applications_away_is_written_down_and_a_stranger_takes_none(
    client: httpx.AsyncClient, as_: Any, database: RolledBackDatabase
):
    assert (await client.get(PATH)).status_code == 401
    officer = as_(Role.CITY_OFFICER, region=JINING, subject="taker")
    assert (await client.get(PATH, params={"q": "金乡"}, headers=officer)).status_code == 200
    table = house_table("review", "history")
    async with database.read(SYSTEM) as session:
        kept = (await session.execute(select(table).where(table.c.noun == "export"))).mappings().all()
    [entry] = kept
    assert (entry["actor"], entry["audience"]) == ("taker", "internal")
    assert entry["payload"] == {"list": PATH, "asked": {}, "searched": True}

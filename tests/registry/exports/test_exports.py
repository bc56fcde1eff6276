"""Organisations as a file: what the caller covers, and nobody's telephone."""

import csv
import io
import json

from python_calamine import CalamineWorkbook

from shared.codes.credit_code import make_from
from shared.codes.roles import Role

PATH = "/registry/v1/exports/organisations"
JINING, YANTAI = "37.3708.", "37.3706."


async def registered(client, as_, number, region_code, path, **members: object):
    body = {
        "credit_code": make_from("91", region_code, f"{number:08d}"),
        "name": f"第{number}食品有限公司",
        "kind": "enterprise",
        "region_code": region_code,
        "industry_code": "13",
        "legal_representative": {"name": "王小明", "phone": "13805378000"},
        **members,
    }
    answer = await client.post(
        "/registry/v1/organisations", json=body, headers=as_(Role.CITY_OFFICER, region=path)
    )
    assert answer.status_code == 201, answer.text


async def test_R01_an_export_stays_in_the_region_and_shows_nobody(client, as_):
    await registered(client, as_, 1, "370828", JINING)
    await registered(client, as_, 2, "370602", YANTAI)
    for form in ("csv", "jsonl"):
        ours = await client.get(PATH, params={"format": form}, headers=as_(Role.CITY_OFFICER, region=JINING))
        assert ours.status_code == 200, ours.text
        told = ours.content.decode("utf-8-sig")
        assert "第1食品" in told
        assert "第2食品" not in told
        assert "13805378000" not in told
        assert "王小明" not in told
    whole = await client.get(
        PATH, params={"format": "jsonl"}, headers=as_(Role.PROGRAMME_OFFICER, region="37.")
    )
    assert len([json.loads(line) for line in whole.content.splitlines()]) == 2


async def test_an_export_asks_for_the_role_of_the_list(client, as_):
    assert (await client.get(PATH)).status_code == 401
    assert (await client.get(PATH, headers=as_(Role.EXPERT))).status_code == 403


async def test_P03_a_name_that_looks_like_a_formula_is_handed_out_as_text(client, as_):
    await registered(client, as_, 1, "370828", JINING, name="=1+1食品有限公司", address="＠金乡县")
    officer = as_(Role.CITY_OFFICER, region=JINING)
    separated, workbook = [
        (await client.get(PATH, params={"format": form}, headers=officer)).content for form in ("csv", "xlsx")
    ]
    [_, line] = csv.reader(io.StringIO(separated.decode("utf-8-sig")))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    for cells in (line, rows[1]):
        assert [cells[1], cells[6]] == ["'=1+1食品有限公司", "'＠金乡县"]

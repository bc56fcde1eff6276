"""Figures over HTTP: written within the own region, corrected without forgetting, read as of any moment."""

import asyncio
import io
from collections import Counter
from datetime import timedelta

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.time.clock import instant

V1 = "/metrics/v1"
RETAIL = {
    "series": "retail_total",
    "region": "370800",
    "period_from": "2014-01-01",
    "period_to": "2014-12-31",
    "value": "1.5",
    "unit": "hundred_million_yuan",
    "source": "统计公报",
    "release": "bulletin-2014",
}
CORRECTION = {
    "value": "15001",
    "unit": "ten_thousand_yuan",
    "reason": "普查",
    "source": "年鉴",
    "release": "y",
}
ASKED = {"region": "370000", "from": "2014-01-01", "to": "2014-12-31"}


@pytest.fixture
def writer(as_):
    return lambda **given: as_(Role.STATISTICIAN, region="37.", **given)


@pytest.fixture
async def recorded(client: httpx.AsyncClient, writer):
    answer = await client.post(f"{V1}/observations", json=RETAIL, headers=writer())
    assert answer.status_code == 201, answer.text
    return answer.json()


async def figure(client: httpx.AsyncClient, **more: str):
    answer = await client.get(f"{V1}/figures/retail_total", params={**ASKED, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def correct(client, row, headers, body=CORRECTION):
    return await client.post(f"{V1}/observations/{row['id']}/correction", json=body, headers=headers)


async def test_M04_a_figure_is_kept_in_yuan_and_read_by_anybody(client: httpx.AsyncClient, recorded):
    assert recorded["value"] == "150000000.000000"
    found = await figure(client)
    assert found["value"] == "150000000.000000"
    assert found["receipt"]["sources"] == [{"kind": "observation", "id": recorded["id"], "version": 1}]
    assert found["completeness"]["missing"] != []


async def test_M04_a_correction_closes_and_adds_and_what_was_known_stays_known(
    client: httpx.AsyncClient, recorded, writer
):
    before = instant()
    answer = await correct(client, recorded, writer(if_match=1))
    assert answer.status_code == 201, answer.text
    corrected = answer.json()
    assert (corrected["value"], corrected["version"]) == ("150010000.000000", 2)
    assert (await figure(client))["value"] == "150010000.000000"
    assert (await figure(client, known_at=before.isoformat()))["value"] == "150000000.000000"
    assert (await figure(client, release="first"))["value"] == "150000000.000000"
    assert (await figure(client, known_at=(before - timedelta(days=1)).isoformat())).get("value") is None
    closed = (await client.get(f"{V1}/observations/{recorded['id']}")).json()
    assert closed["known_to"] == corrected["known_from"]


async def test_M04_a_withdrawn_figure_stands_no_more_and_is_still_there_to_read(
    client: httpx.AsyncClient, recorded, writer
):
    before = instant()
    answer = await client.post(
        f"{V1}/observations/{recorded['id']}/withdrawal", json={"reason": "误录"}, headers=writer(if_match=1)
    )
    assert answer.status_code == 200, answer.text
    assert (await figure(client)).get("value") is None
    assert (await figure(client, known_at=before.isoformat()))["value"] == "150000000.000000"
    assert (await client.get(f"{V1}/observations")).json()["items"] == []
    again = await correct(client, recorded, writer(if_match=1))
    assert (again.status_code, again.json()["code"]) == (409, "observation_closed")


async def test_whoever_has_seen_an_older_version_neither_corrects_nor_withdraws(
    client: httpx.AsyncClient, recorded, writer
):
    withdrawal = f"{V1}/observations/{recorded['id']}/withdrawal"
    for answer in (
        await correct(client, recorded, writer(if_match=2)),
        await client.post(withdrawal, json={"reason": "误录"}, headers=writer(if_match=2)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    assert (await figure(client))["value"] == "150000000.000000"


async def test_one_origin_has_one_figure_for_a_cell(client: httpx.AsyncClient, recorded, writer):
    again = await client.post(f"{V1}/observations", json=RETAIL, headers=writer())
    assert (again.status_code, again.json()["code"]) == (409, "observation_exists")
    other = {**RETAIL, "origin": "file", "value": "1.6"}
    assert (await client.post(f"{V1}/observations", json=other, headers=writer())).status_code == 201
    assert (await figure(client))["reasons"][0]["code"] == "origins_differ"


async def test_figures_are_written_within_the_own_region_only(client: httpx.AsyncClient, as_, recorded):
    elsewhere = as_(Role.CITY_OFFICER, region="37.3706.", if_match=1)
    for answer in (
        await client.post(f"{V1}/observations", json=RETAIL, headers=elsewhere),
        await correct(client, recorded, elsewhere),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "observation_out_of_reach")
    applicant = as_(Role.APPLICANT, region="37.")
    assert (await client.post(f"{V1}/observations", json=RETAIL, headers=applicant)).status_code == 403
    nowhere = await client.post(
        f"{V1}/observations",
        json={**RETAIL, "region": "999999"},
        headers=as_(Role.STATISTICIAN, region="37."),
    )
    assert (nowhere.status_code, nowhere.json()["errors"][0]["code"]) == (422, "region_unknown")


async def test_counts_with_own_conditions_are_for_those_who_cover_the_region(client: httpx.AsyncClient, as_):
    asked = {**ASKED, "where": "kind:eq:title"}
    anybody = await client.get(f"{V1}/counts/title", params=asked)
    assert anybody.status_code == 401
    city = await client.get(
        f"{V1}/counts/title", params=asked, headers=as_(Role.CITY_OFFICER, region="37.3708.")
    )
    assert (city.status_code, city.json()["code"]) == (403, "region_out_of_reach")
    province = as_(Role.PROGRAMME_OFFICER, region="37.")
    counted = await client.get(f"{V1}/counts/title", params=asked, headers=province)
    assert (counted.status_code, counted.json()["value"]) == (200, "0")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"boundaries": "as_is"}, "boundaries_unfit"),
        ({"to": "2013-01-01"}, "window_empty"),
        ({"region": "999999"}, "region_unknown"),
    ],
)
async def test_a_question_that_makes_no_sense_is_told_where(client: httpx.AsyncClient, wrong, code: str):
    answer = await client.get(f"{V1}/figures/retail_total", params={**ASKED, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


async def test_no_figure_is_changed_behind_the_trail(client: httpx.AsyncClient, recorded, database):
    for change in (
        "UPDATE metrics.observations SET value = 1",
        "DELETE FROM metrics.observations",
        "UPDATE metrics.observations SET known_to = '2099-01-01', source = 'x'",
    ):
        with pytest.raises(DBAPIError):
            async with database.write(SYSTEM) as session:
                await session.execute(text(change))


async def test_two_corrections_at_once_leave_one_figure(committed_database, build, writer):
    database = await committed_database("metrics")
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics.test") as client:
        row = (await client.post(f"{V1}/observations", json=RETAIL, headers=writer())).json()
        answers = await asyncio.gather(
            *(correct(client, row, writer(if_match=1), {**CORRECTION, "value": str(n)}) for n in range(5))
        )
        told = Counter("ok" if each.is_success else each.json()["code"] for each in answers)
        assert told["ok"] == 1
        assert set(told) <= {"ok", "observation_closed", "try_again", "lost_race"}
        standing = (await client.get(f"{V1}/observations")).json()["items"]
        assert [each["version"] for each in standing] == [2]


async def test_a_figure_that_nobody_observed_is_null_beside_the_reason(client: httpx.AsyncClient):
    answer = await client.get(f"{V1}/figures/retail_total", params={**ASKED, "region": "110000"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["value"] is None
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["nothing_observed"]


async def test_M10_what_stands_is_handed_out_as_a_file(client: httpx.AsyncClient, recorded):
    answer = await client.get(
        f"{V1}/exports/observations", params={"series": "retail_total", "format": "csv"}
    )
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert len(head.split(",")) == len(row.split(","))
    assert "150000000.000000" in row


async def test_P03_a_source_that_looks_like_a_formula_is_handed_out_as_text(
    client: httpx.AsyncClient, writer
):
    body = {**RETAIL, "source": "＝HYPERLINK(0)"}
    answer = await client.post(f"{V1}/observations", json=body, headers=writer())
    assert answer.status_code == 201, answer.text
    separated, workbook = [
        (await client.get(f"{V1}/exports/observations", params={"format": form})).content
        for form in ("csv", "xlsx")
    ]
    assert ",'＝HYPERLINK(0)," in separated.decode("utf-8-sig")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    assert rows[1][6] == "'＝HYPERLINK(0)"

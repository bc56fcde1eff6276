"""One target on any day and in any region, with its projection, and how regions rank."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.testing.tokens import Signer
from shared.time.clock import Clock
from tests.metrics.shelf import observe

API = "/metrics/v1/targets"


pytestmark = pytest.mark.stocked


async def shown(client: httpx.AsyncClient, path: str, **params: str) -> dict[str, Any]:
    answer = await client.get(f"{API}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_attainment_names_value_bound_source_and_receipt(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    """M07: value, gap, status, and what the figure was made of."""
    row = await observe(client, as_, "ecommerce_volume", 2015, value="17500")
    found = await shown(client, "ecommerce_volume_2015/attainment")
    assert (found["value"], found["headroom"], found["status"]) == ("1750000000000", "-50000000000", "met")
    assert found["clause"] == "一(二)"
    assert [each["id"] for each in found["receipt"]["sources"]] == [row["id"]]


async def test_the_day_before_a_figure_was_known_it_was_not_known(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    await observe(client, as_, "ecommerce_volume", 2015, value="17500")
    yesterday = (Clock().today() - timedelta(days=1)).isoformat()
    found = await shown(client, "ecommerce_volume_2015/attainment", as_of=yesterday)
    assert (found["as_of"], found["value"], found["status"]) == (yesterday, None, "undetermined")
    today = Clock().today().isoformat()
    assert (await shown(client, "ecommerce_volume_2015/attainment", as_of=today))["status"] == "met"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"as_of": "2999-01-01"}, "day_to_come"),
        ({"region": "350000"}, "region_unknown"),
        ({"region": "999999"}, "region_unknown"),
    ],
)
async def test_a_day_to_come_and_a_region_elsewhere_are_refused(
    client: httpx.AsyncClient, params: dict[str, str], code: str
) -> None:
    answer = await client.get(f"{API}/online_retail_2017/attainment", params=params)
    assert (answer.status_code, [each["code"] for each in answer.json()["errors"]]) == (422, [code])


async def test_a_city_shows_its_figure_and_no_bound_of_the_province(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    await observe(client, as_, "online_retail", 2017, value="600", region="370800")
    found = await shown(client, "online_retail_2017/attainment", region="370800")
    assert (found["value"], found["region"], found["status"]) == ("60000000000", "370800", "undetermined")
    assert "lower" not in found
    assert found["reasons"][0]["code"] == "no_bound"


async def test_what_each_county_has_to_meet_binds_a_single_county(client: httpx.AsyncClient) -> None:
    found = await shown(client, "regional_brand_per_county/attainment", region="370828")
    assert (found["lower"], found["value"], found["status"]) == ("1", "0", "not_met")
    assert found["parts"] == []


async def test_past_years_are_projected_to_the_end_of_the_window(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    for year, value in ((2013, "0"), (2014, "4"), (2015, "12"), (2016, "25")):
        await observe(client, as_, "online_retail", year, value=value)
    panel = (await shown(client, "online_retail_2017/attainment"))["projection"]
    assert [each["year"] for each in panel["points"]] == [2013, 2014, 2015, 2016]
    drawn = {each["method"]: each["value"] for each in panel["projections"]}
    assert drawn["linear"] == "3100000000"
    assert drawn["growth"] == "6250000000"
    assert panel["headline"]["method"] == "last_increment"
    assert "probability" not in panel


async def test_two_years_show_a_path_only(client: httpx.AsyncClient, as_: Signer) -> None:
    for year in (2015, 2016):
        await observe(client, as_, "online_retail", year, value="10")
    panel = (await shown(client, "online_retail_2017/attainment"))["projection"]
    assert (len(panel["points"]), panel["projections"]) == (2, [])
    assert "headline" not in panel


async def test_cities_rank_with_ties_and_the_unknown_stand_last(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    """M07: 1, 2, 2, 4."""
    for region, value in (("370100", "5"), ("370200", "9"), ("370600", "5"), ("370800", "1")):
        await observe(client, as_, "online_retail", 2017, value=value, region=region)
    items = (await shown(client, "online_retail_2017/ranking"))["items"]
    assert [(each["region"], each["rank"], each["tied"]) for each in items[:4]] == [
        ("370200", 1, False),
        ("370100", 2, True),
        ("370600", 2, True),
        ("370800", 4, False),
    ]
    assert len(items) == 16
    assert all("rank" not in each for each in items[4:])


async def test_a_target_nobody_set_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{API}/nowhere/attainment")
    assert (answer.status_code, answer.json()["code"]) == (404, "target_not_found")


async def test_a_doubling_from_nothing_is_not_met_but_has_no_basis(client: httpx.AsyncClient) -> None:
    """M03: 0 >= 2 x 0 says nothing; 力争实现比2017年商标注册有效保有量翻一番 needs a figure of 2017."""
    found = await shown(client, "marks_doubled_2022/attainment")
    assert (found["value"], found["base"], found["status"]) == ("0", "0", "undetermined")
    assert "lower" not in found
    assert [each["code"] for each in found["reasons"]] == ["no_basis"]


async def test_reasons_are_told_in_the_reader_s_language(client: httpx.AsyncClient) -> None:
    told = {}
    for language in ("zh-CN", "en"):
        answer = await client.get(
            f"{API}/ecommerce_volume_2015/attainment", headers={"Accept-Language": language}
        )
        assert answer.headers["Vary"] == "Accept-Language"
        (told[language],) = [each["detail"] for each in answer.json()["reasons"]]
    assert told == {"zh-CN": "尚无数据。", "en": "There is no figure yet."}

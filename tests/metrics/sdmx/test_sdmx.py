"""Figures in the forms of SDMX: what a message says is what the list says, in both forms and languages."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.metrics.sdmx.rules import CSV, HEADER, JSON, SCHEMA, STRUCTURE, Frequency, period_of
from shared.codes.roles import Role
from shared.http import exports
from shared.testing.tokens import Signer
from shared.time.clock import instant
from tests.metrics.shelf import observe

API = "/metrics/v1"
DATA = f"{API}/sdmx/data/dataflow/LUPIN/FIGURES/1.0.0"


@pytest.fixture
async def observed(client: httpx.AsyncClient, as_: Signer) -> list[dict[str, Any]]:
    """Two years of two series, and a quarter that the catalogue does not know the series of."""
    quarter = {"period_from": "2016-04-01", "period_to": "2016-06-30", "unit": "count", "region": "370800"}
    return [
        await observe(client, as_, "online_retail", 2015, value="3000.123456"),
        await observe(client, as_, "online_retail", 2016, value="4000", source="=1+1"),
        await observe(client, as_, "retail_total", 2015, value="25111.5"),
        await observe(client, as_, "shop_count", 2016, value="7", **quarter),
    ]


async def rows(client: httpx.AsyncClient, key: str = "*", **params: str) -> list[dict[str, str]]:
    answer = await client.get(f"{DATA}/{key}", params=params, headers={"accept": CSV})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == CSV
    return list(csv.DictReader(io.StringIO(answer.text)))


def observations(message: dict[str, Any]) -> list[dict[str, Any]]:
    """A JSON message with every index resolved."""
    [data], [structure] = message["data"]["dataSets"], message["data"]["structures"]
    dimensions = structure["dimensions"]["observation"]
    components = structure["attributes"]["observation"]
    assert [each["keyPosition"] for each in dimensions] == list(range(5))
    found = []
    for key, (value, *told) in data["observations"].items():
        places = zip(dimensions, map(int, key.split(":")), strict=True)
        row = {each["id"]: _code(each["values"][place]) for each, place in places}
        row |= {
            each["id"]: _code(each["values"][place])
            for each, place in zip(components, told, strict=True)
            if place is not None
        }
        found.append({**row, "OBS_VALUE": value})
    return found


def _code(value: dict[str, Any]) -> Any:
    return value.get("id", value.get("value"))


async def test_M10_a_csv_message_names_its_structure_in_every_row_and_begins_no_formula(
    client: httpx.AsyncClient, observed: list[dict[str, Any]]
) -> None:
    found = await rows(client)
    assert tuple(found[0]) == HEADER
    assert {(each["STRUCTURE"], each["STRUCTURE_ID"], each["ACTION"]) for each in found} == {
        ("dataflow", STRUCTURE, "I")
    }
    told = {(each["INDICATOR"], each["TIME_PERIOD"]): each for each in found}
    assert len(told) == len(observed)
    assert told["online_retail", "2015"]["OBS_VALUE"] == "300012345600.000000"
    assert told["online_retail", "2016"]["SOURCE"] == "'=1+1"
    quarter = told["shop_count", "2016-Q2"]
    assert (quarter["FREQ"], quarter["REF_AREA"], quarter["UNIT_MEASURE"]) == ("Q", "370800", "")
    assert told["retail_total", "2015"]["UNIT_MEASURE"] == "CNY"


@pytest.mark.usefixtures("observed")
async def test_M10_a_json_message_says_the_same_and_names_every_code_for_the_reader(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    answer = await client.get(f"{DATA}/*", headers={"accept": JSON, "accept-language": "en"})
    assert (answer.headers["content-type"], answer.headers["vary"]) == (JSON, "Accept, Accept-Language")
    message = json.loads(answer.content, parse_float=Decimal)
    assert (message["meta"]["schema"], message["meta"]["contentLanguages"]) == (SCHEMA, ["en"])
    by_csv = {
        (each["INDICATOR"], each["TIME_PERIOD"], each["KNOWN_FROM"], Decimal(each["OBS_VALUE"]))
        for each in await rows(client)
    }
    found = observations(message)
    assert {
        (each["INDICATOR"], each["TIME_PERIOD"], each["KNOWN_FROM"], each["OBS_VALUE"]) for each in found
    } == by_csv
    assert {each.get("UNIT_MEASURE") for each in found} == {"CNY", None}
    [structure] = message["data"]["structures"]
    names = {
        each["id"]: {value.get("id"): value.get("name") for value in each["values"]}
        for each in structure["dimensions"]["observation"]
    }
    assert names["INDICATOR"]["online_retail"] == "Online retail"
    assert names["INDICATOR"]["shop_count"] == "shop_count"
    assert names["REF_AREA"] == {"370000": "Shandong Province", "370800": "Jining City, Shandong Province"}
    chinese = (await client.get(f"{DATA}/*", params={"lang": "zh-CN"})).json()
    [structure] = chinese["data"]["structures"]
    assert structure["dimensions"]["observation"][1]["name"] == "指标"


@pytest.mark.usefixtures("observed")
@pytest.mark.parametrize(
    ("key", "periods"),
    [
        ("A.online_retail.*.*", ["2016", "2015"]),
        ("*.*.370800.*", ["2016-Q2"]),
        ("Q...", ["2016-Q2"]),
        ("*.retail_total.370000.manual", ["2015"]),
        ("%2A", ["2016", "2016-Q2", "2015", "2015"]),
    ],
)
async def test_M10_a_key_narrows_by_each_of_its_parts(
    client: httpx.AsyncClient, key: str, periods: list[str]
) -> None:
    assert [each["TIME_PERIOD"] for each in await rows(client, key)] == periods


@pytest.mark.usefixtures("observed")
async def test_M10_what_there_is_not_and_what_means_nothing_are_refused(client: httpx.AsyncClient) -> None:
    for key, status, code in (
        ("M.*.*.*", 404, "figures_not_found"),
        ("D.*.*.*", 404, "figures_not_found"),
        ("_O.*.*.*", 404, "figures_not_found"),
        ("A.online_retail", 422, "key_unfit"),
        ("W.*.*.*", 422, "key_unfit"),
        ("*.*.*.guess", 422, "key_unfit"),
        ("A;DROP", 404, "path_unknown"),
    ):
        answer = await client.get(f"{DATA}/{key}")
        assert (answer.status_code, answer.json()["code"]) == (status, code), key


async def test_M10_figures_are_told_as_they_stood_at_a_moment(
    client: httpx.AsyncClient, as_: Signer, observed: list[dict[str, Any]]
) -> None:
    before = instant().isoformat()
    first = observed[0]
    correction = {"value": "1", "unit": "yuan", "reason": "普查", "source": "年鉴", "release": "y"}
    headers = as_(Role.STATISTICIAN, region="37.", if_match=1)
    path = f"{API}/observations/{first['id']}/correction"
    assert (await client.post(path, json=correction, headers=headers)).status_code == 201
    key = "A.online_retail.*.*"
    assert (await rows(client, key))[1]["OBS_VALUE"] == "1.000000"
    assert (await rows(client, key, known_at=before))[1]["OBS_VALUE"] == "300012345600.000000"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2016, 1, 1), date(2016, 12, 31), (Frequency.YEAR, "2016")),
        (date(2016, 10, 1), date(2016, 12, 31), (Frequency.QUARTER, "2016-Q4")),
        (date(2016, 2, 1), date(2016, 2, 29), (Frequency.MONTH, "2016-02")),
        (date(2016, 12, 31), date(2016, 12, 31), (Frequency.DAY, "2016-12-31")),
        (date(2016, 1, 1), date(2016, 6, 30), (Frequency.OTHER, "2016-01-01/P182D")),
        (date(2016, 2, 1), date(2016, 4, 30), (Frequency.OTHER, "2016-02-01/P90D")),
        (date(2016, 2, 1), date(2016, 2, 28), (Frequency.OTHER, "2016-02-01/P28D")),
    ],
)
def test_a_period_is_told_by_its_kind_or_by_its_days(
    first: date, last: date, told: tuple[Frequency, str]
) -> None:
    assert period_of(first, last) == told

"""Pictures of targets over HTTP: forms, languages, tags, and figures that are those of attainment."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from services.metrics.facts.repository import SUBSCRIPTION
from services.metrics.facts.service import follow
from shared.db.ids import new_id
from shared.events.consumer import Consumer, Subscription
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import Signer
from shared.time.clock import Clock
from tests.metrics.charts.pictures import Drawing
from tests.metrics.facts.telling import COUNTY, Teller, a_title
from tests.metrics.shelf import observe

API = "/metrics/v1/targets"
DAY = date(2017, 6, 1)


pytestmark = pytest.mark.stocked


async def drawn(client: httpx.AsyncClient, path: str, **params: str) -> Drawing:
    answer = await client.get(f"{API}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml"
    return Drawing(answer.text)


async def recognise(database: RolledBackDatabase, states: dict[str, int], titles: int) -> None:
    """A programme of 2017 with so many applications in each state, and titles."""
    review, programme, cycle = Teller("review"), new_id(), new_id()
    review.tell("programme.created", programme, DAY, code="internet_plus_brand")
    review.tell("round.planned", cycle, DAY, code="2017", programme_id=str(programme))
    for state, count in states.items():
        for _ in range(count):
            application = new_id()
            known = {"round_id": str(cycle), "region_path": COUNTY}
            review.tell("application.created", application, DAY, state="draft", **known)
            if state != "draft":
                review.tell(
                    "application.submitted", application, DAY + timedelta(days=1), state=state, **known
                )
    for _ in range(titles):
        a_title(review, DAY, date(2019, 5, 31), programme_id=str(programme))
    reading = Consumer(database, review.get, Subscription(feed="review", name=SUBSCRIPTION, apply=follow))
    while await reading.step():
        pass


async def test_M10_anybody_may_look_at_the_pictures_of_every_target(client: httpx.AsyncClient) -> None:
    count = 0
    for document in (
        "ecommerce_2014",
        "famous_brands_2015",
        "internet_plus_brand_2017",
        "trademark_brands_2018",
    ):
        listed = (await client.get("/metrics/v1/charts", params={"document": document})).json()
        for item in listed["items"]:
            for chart in item["charts"]:
                assert (await client.get(chart["svg"])).headers["content-type"] == "image/svg+xml"
                specified = await client.get(chart["vega_lite"])
                assert specified.json()["usermeta"]["target"] == item["target"]
            count += 1
    assert count == 27


async def test_a_document_without_targets_and_a_picture_that_does_not_suit_are_not_found(
    client: httpx.AsyncClient,
) -> None:
    unknown = await client.get("/metrics/v1/charts", params={"document": "nothing"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "board_not_found")
    for path in ("product_brands_cap_2015/charts/bullet.svg", "online_retail_2017/charts/gauge.svg"):
        answer = await client.get(f"{API}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "chart_not_found")
    assert (await client.get(f"{API}/nothing/charts/path.svg")).json()["code"] == "target_not_found"
    assert (await client.get(f"{API}/online_retail_2017/charts/pie.svg")).status_code == 404


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("path.svg", "application/json", "image/svg+xml"),
        ("path.vl.json", "image/svg+xml", "application/vnd.vegalite.v5+json"),
        ("path", "*/*", "image/svg+xml"),
        ("path", "image/svg+xml,image/*;q=0.8", "image/svg+xml"),
        ("path", "application/json", "application/vnd.vegalite.v5+json"),
        ("path", "application/vnd.vegalite.v5+json", "application/vnd.vegalite.v5+json"),
    ],
)
async def test_the_form_is_that_of_the_name_or_of_what_is_accepted(
    client: httpx.AsyncClient, path: str, accept: str, kind: str
) -> None:
    answer = await client.get(f"{API}/online_retail_2017/charts/{path}", headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


async def test_a_picture_bears_the_figure_of_attainment_and_a_tag_by_what_it_shows(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    path = f"{API}/ecommerce_volume_2015/charts/bullet.svg"
    before = await client.get(path)
    assert "未知：尚无数据" in Drawing(before.text).texts
    again = await client.get(path, headers={"if-none-match": before.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await observe(client, as_, "ecommerce_volume", 2015, value="17500")
    after = await client.get(path, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert {"1.75万亿元", "已达到", "≥ 1.7万亿元"} <= set(Drawing(after.text).texts)
    english = await client.get(path, params={"lang": "en"}, headers={"if-none-match": after.headers["etag"]})
    assert {"CNY 1.75 tn", "met"} <= set(Drawing(english.text).texts)
    yesterday = (Clock().today() - timedelta(days=1)).isoformat()
    assert (
        "无法判定" in (await drawn(client, "ecommerce_volume_2015/charts/bullet.svg", as_of=yesterday)).texts
    )


async def test_past_years_lie_on_the_path_with_their_projection(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    for year, value in ((2013, "0"), (2014, "4"), (2015, "12"), (2016, "25")):
        await observe(client, as_, "online_retail", year, value=value)
    drawing = await drawn(client, "online_retail_2017/charts/path.svg")
    assert (len(drawing.parts("observed")), len(drawing.parts("projected"))) == (4, 1)


async def test_each_county_has_a_tile(client: httpx.AsyncClient) -> None:
    drawing = await drawn(client, "regional_brand_per_county/charts/tiles.svg")
    assert {"金乡县", "任城区", "✕ 未达到 0个"} <= set(drawing.texts)
    assert "11个地区中0个达到" in drawing.texts


async def test_the_funnel_counts_applications_and_titles_against_what_the_document_wants(
    client: httpx.AsyncClient, database: RolledBackDatabase
) -> None:
    states = {"draft": 1, "submitted": 2, "recommended": 3, "accepted": 4, "recognised": 5, "reserve": 6}
    await recognise(database, states, 5)
    spec: dict[str, Any] = (
        await client.get(f"{API}/selected/charts/funnel.vl.json", params={"lang": "en"})
    ).json()
    counted = {row["stage"]: (row["count"], row["wanted"]) for row in spec["data"]["values"]}
    assert counted == {
        "Applied": (20, None),
        "Candidates": (18, 200),
        "Eligible": (15, None),
        "Selected": (5, 50),
        "Reserve": (6, None),
    }


async def test_a_picture_opened_by_itself_may_use_its_own_colours_and_nothing_else(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(f"{API}/selected/charts/bullet.svg")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy

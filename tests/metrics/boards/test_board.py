"""The board: all targets of a document at one look, and each change of status with its cause."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from services.metrics.boards.dependencies import Watchman
from services.metrics.facts.repository import SUBSCRIPTION
from services.metrics.facts.service import follow
from shared.db.caller import SYSTEM
from shared.db.tables import house_table
from shared.events.consumer import Consumer, Subscription
from shared.testing.database import RolledBackDatabase, Statements
from shared.testing.tokens import Signer
from shared.time.clock import Clock
from tests.metrics.facts.telling import Teller, a_title
from tests.metrics.shelf import judge_all, observe

API = "/metrics/v1/board"


pytestmark = pytest.mark.stocked


async def board(client: httpx.AsyncClient, document: str) -> dict[str, dict[str, Any]]:
    answer = await client.get(API, params={"document": document})
    assert answer.status_code == 200, answer.text
    return {each["target"]: each for each in answer.json()["items"]}


async def told(database: RolledBackDatabase, code: str) -> Sequence[dict[str, Any]]:
    history = house_table("metrics", "history")
    statement = select(history.c.payload).where(history.c.event == "target.status_changed")
    async with database.read(SYSTEM) as session:
        payloads = (await session.scalars(statement.order_by(history.c.sequence))).all()
    return [payload for payload in payloads if payload["code"] == code]


async def recognise(database: RolledBackDatabase, titles: int) -> None:
    """Titles of the programme for famous products, granted in 2015."""
    review = Teller("review")
    a_title(review, date(2015, 6, 1), date(2018, 5, 31))
    programme = review.events.pop().subject
    review.tell("programme.created", programme, date(2015, 1, 1), code="famous_product_brand")
    for _ in range(titles):
        a_title(review, date(2015, 6, 1), date(2018, 5, 31), programme_id=str(programme))
    reading = Consumer(database, review.get, Subscription(feed="review", name=SUBSCRIPTION, apply=follow))
    while await reading.step():
        pass


async def test_before_anything_is_judged_all_targets_wait(client: httpx.AsyncClient) -> None:
    answer = (await client.get(API, params={"document": "famous_brands_2015"})).json()
    assert (answer["items"], len(answer["waiting"])) == ([], 3)


async def test_a_document_without_targets_has_no_board(client: httpx.AsyncClient) -> None:
    answer = await client.get(API, params={"document": "regional_brand_pilots_2017"})
    assert (answer.status_code, answer.json()["code"]) == (404, "board_not_found")


async def test_all_targets_of_a_document_come_in_one_query(
    client: httpx.AsyncClient, database: RolledBackDatabase
) -> None:
    """M07: no query for each target."""
    assert await judge_all(database) == 27
    with Statements(database) as statements:
        found = await board(client, "trademark_brands_2018")
    assert len(found) == 12
    assert sum("standings" in sent for sent in statements.sent) == 1
    assert sum("metrics." in sent for sent in statements.sent) == 1


async def test_judging_asks_no_query_for_each_target(database: RolledBackDatabase) -> None:
    with Statements(database) as statements:
        await judge_all(database)
    assert len([sent for sent in statements.sent if "INSERT" not in sent and "history_head" not in sent]) < 40


async def test_a_figure_that_nobody_brought_is_null_with_its_reason(
    client: httpx.AsyncClient, database: RolledBackDatabase
) -> None:
    await judge_all(database)
    found = (await board(client, "ecommerce_2014"))["online_share_2015"]
    assert (found["status"], found["value"]) == ("undetermined", None)
    assert [(each["code"], each["detail"]) for each in found["reasons"]] == [
        ("nothing_observed", "尚无数据。")
    ]


async def test_a_figure_that_comes_moves_the_status_and_the_change_says_so(
    client: httpx.AsyncClient, as_: Signer, database: RolledBackDatabase
) -> None:
    await judge_all(database)
    await observe(client, as_, "online_retail", 2015, value="3000")
    assert await judge_all(database) == 2
    found = (await board(client, "ecommerce_2014"))["online_retail_2015"]
    assert (found["status"], found["value"], found["lower"]) == ("met", "300000000000", "300000000000")
    assert found["completion"] == "1"
    changes = await told(database, "online_retail_2015")
    assert [(each["before"], each["status"], each["cause"]) for each in changes] == [
        (None, "undetermined", "first_judgement"),
        ("undetermined", "met", "figures"),
    ]


async def test_judging_again_writes_and_tells_nothing(database: RolledBackDatabase) -> None:
    await judge_all(database)
    assert await judge_all(database) == 0
    assert len(await told(database, "candidates")) == 1


async def test_the_watchman_looks_again_only_when_something_was_written(
    client: httpx.AsyncClient, as_: Signer, database: RolledBackDatabase
) -> None:
    watchman, clock = Watchman(), Clock()
    assert await watchman.judge_targets(database, clock) == 27
    await watchman.judge_targets(database, clock)  # the first look wrote history of its own
    with Statements(database) as statements:
        assert await watchman.judge_targets(database, clock) == 0
    assert not any("observations" in sent or "targets" in sent for sent in statements.sent)
    await observe(client, as_, "online_retail", 2015, value="3000")
    assert await watchman.judge_targets(database, clock) == 2


@pytest.mark.parametrize(
    ("retail", "total", "status"),
    [("1000", "10000", "not_met"), ("1000.000001", "10000", "met"), ("1000", "0", "undetermined")],
)
async def test_a_ratio_is_made_of_its_parts_and_kept_strict(
    client: httpx.AsyncClient,
    as_: Signer,
    database: RolledBackDatabase,
    retail: str,
    total: str,
    status: str,
) -> None:
    """M03: exactly 10 % is not more than 10 %; without a denominator there is no ratio."""
    await observe(client, as_, "online_retail", 2015, value=retail)
    await observe(client, as_, "retail_total", 2015, value=total)
    await judge_all(database)
    found = (await board(client, "ecommerce_2014"))["online_share_2015"]
    assert (found["status"], found["strict"]) == (status, True)
    if total == "0":
        assert found["value"] is None
        assert "denominator_is_zero" in {each["code"] for each in found["reasons"]}


@pytest.mark.parametrize(("titles", "status", "left"), [(2, "within", "298"), (0, "within", "300")])
async def test_a_cap_counts_titles_and_is_never_achieved(
    client: httpx.AsyncClient, database: RolledBackDatabase, titles: int, status: str, left: str
) -> None:
    await recognise(database, titles)
    await judge_all(database)
    found = (await board(client, "famous_brands_2015"))["product_brands_cap_2015"]
    assert (found["status"], found["headroom"], found["value"]) == (status, left, str(titles))
    assert found["receipt"]["total"] == titles


async def test_what_each_county_has_to_meet_is_judged_county_by_county(
    client: httpx.AsyncClient, database: RolledBackDatabase
) -> None:
    await judge_all(database)
    found = (await board(client, "trademark_brands_2018"))["regional_brand_per_county"]
    assert len(found["parts"]) == 11
    assert {each["holds"] for each in found["parts"]} == {False}
    assert (found["value"], found["lower"], found["status"]) == ("0", "11", "not_met")

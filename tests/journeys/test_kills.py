"""Parts that are killed without a word: what was acknowledged is there, and the feed has it once."""

import asyncio
import hashlib
import io
import json
from collections.abc import Sequence

import httpx
import pytest
import xlsxwriter

from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.registration import XLSX
from shared.codes.credit_code import make_from
from tests.journeys.people import auditor, bearer, problem_of
from tests.journeys.running import Running, until

pytestmark = pytest.mark.journeys
BACK_SECONDS = 60
ORGANISATIONS = "/registry/v1/organisations"
HEADERS = ("统一社会信用代码*", "企业名称*", "组织类型", "所在地区*", "行业代码*")
WRITES = 30
KILLED_AFTER = 8
ROWS = 40


def _organisations(first: int, count: int) -> list[Json]:
    """Enterprises that no story knows."""
    return [
        {
            "credit_code": make_from("91", "370100", f"{first + number * 7}"),
            "name": f"济南重启{first + number}有限公司",
            "kind": "enterprise",
            "region_code": "370100",
            "industry_code": "13",
        }
        for number in range(count)
    ]


def _workbook(organisations: Sequence[Json]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("企业名单")
    sheet.write_row(0, 0, HEADERS)
    for row, each in enumerate(organisations, start=1):
        sheet.write_row(row, 0, [each["credit_code"], each["name"], "企业", "370100", "13"])
    book.close()
    return buffer.getvalue()


async def _registered(gateway: Gateway, officer: Actor, organisation: Json) -> Json:
    """Asked with the same key until it is acknowledged; every answer on the way is a problem document."""
    headers = {
        **await bearer(officer),
        "Idempotency-Key": hashlib.sha256(organisation["credit_code"].encode()).hexdigest(),
    }
    made: list[httpx.Response] = []

    async def acknowledged() -> bool:
        answer = await gateway.http.post(ORGANISATIONS, json=organisation, headers=headers)
        if answer.status_code == httpx.codes.CREATED:
            made.append(answer)
            return True
        told = problem_of(answer)
        assert answer.status_code in {409, 429, 502, 503, 504}, told
        return False

    await until(acknowledged, f"{organisation['name']} is registered", seconds=BACK_SECONDS)
    acknowledgement: Json = made[0].json()
    return acknowledgement


async def _back(platform: Running, part: str, killed: int) -> None:
    """The supervisor has started the part again."""

    async def again() -> bool:
        return platform.pid(part) not in {0, killed}

    await until(again, f"{part} runs again", seconds=BACK_SECONDS)


async def _feed(platform: Running, gateway: Gateway) -> list[Json]:
    """Every event of registry from cursor zero, once all history has its position."""

    async def stamped() -> bool:
        unstamped = await asyncio.to_thread(
            platform.sql, "registry", "SELECT count(*) FROM registry.history WHERE position IS NULL"
        )
        return unstamped == [["0"]]

    await until(stamped, "all history has a position in the feed", seconds=BACK_SECONDS)
    reader, events, cursor = await auditor(gateway), [], ""
    while page := await reader.get("/registry/v1/changes", limit=200, cursor=cursor or None):
        events += page["items"]
        if page["next_cursor"] == cursor:
            break
        cursor = page["next_cursor"]
    return events


async def _assert_feed_whole(platform: Running, events: Sequence[Json]) -> None:
    """Positions without gaps in the history, and each event of it in the feed, once and in order."""
    question = """
        SELECT json_build_object(
            'gaps', max(position) - count(*),
            'events', json_agg(id ORDER BY position) FILTER (WHERE event IS NOT NULL)
        ) FROM registry.history
    """
    ((answer,),) = await asyncio.to_thread(platform.sql, "registry", question)
    kept = json.loads(answer)
    assert kept["gaps"] == 0, "the positions of registry's history have gaps"
    delivered = [event["id"] for event in events]
    assert len(set(delivered)) == len(delivered), "the feed has an event twice"
    assert delivered == kept["events"], (
        f"the feed has {len(delivered)} events, history has {len(kept['events'])}"
    )
    places = [int(event["position"]) for event in events]
    assert places == sorted(set(places)), "the feed is out of order"


async def test_P06_a_killed_service_comes_back_with_every_write_that_it_acknowledged(
    platform: Running, gateway: Gateway, officer: Actor
):
    wanted, killed = _organisations(40_000_000, WRITES), 0
    made: list[Json] = []
    for number, organisation in enumerate(wanted):
        if number == KILLED_AFTER:
            killed = platform.kill("registry")
        made.append(await _registered(gateway, officer, organisation))
    await _back(platform, "registry", killed)
    kept = [await officer.get(f"{ORGANISATIONS}/{each['id']}") for each in made]
    assert [each["credit_code"] for each in kept] == [each["credit_code"] for each in wanted]
    events = await _feed(platform, gateway)
    await _assert_feed_whole(platform, events)
    first = [event["subject"] for event in events if event["data"]["sequence"] == 1]
    assert {each["id"] for each in made} <= set(first)


async def test_a_killed_worker_comes_back_and_finishes_the_import_that_it_had_begun(
    platform: Running, gateway: Gateway, officer: Actor
):
    wanted = _organisations(50_000_000, ROWS)
    file_id = await officer.upload("registry", "重启.xlsx", _workbook(wanted), XLSX)
    started = await officer.post(
        "/registry/v1/imports", {"file_id": file_id, "mode": "apply", "on_error": "skip"}
    )

    async def begun() -> bool:
        return bool((await officer.get(f"/registry/v1/jobs/{started['job_id']}"))["state"] != "queued")

    async def done() -> bool:
        return bool((await officer.get(f"/registry/v1/imports/{started['id']}"))["done"])

    await until(begun, "a worker has begun the import", seconds=BACK_SECONDS)
    killed = platform.kill("registry-worker")
    await _back(platform, "registry-worker", killed)
    await until(done, "the import ends under the new worker", seconds=BACK_SECONDS)
    ended = await officer.get(f"/registry/v1/imports/{started['id']}")
    assert (ended["created"], ended["failed"]) == (ROWS, 0), ended
    known = {each["credit_code"]: each["id"] async for each in officer.items(ORGANISATIONS)}
    assert {each["credit_code"] for each in wanted} <= set(known)
    await _assert_feed_whole(platform, await _feed(platform, gateway))

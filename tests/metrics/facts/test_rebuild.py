"""All facts anew from the beginning of every feed, beside the current ones, and swapped."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from services.metrics.facts.models import EntityFact, FactEvent, Generation
from services.metrics.facts.service import Rebuild, follow
from services.metrics.readings.rules import Window
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.jobs.record import Jobs
from shared.jobs.work import Job
from tests.metrics.facts.telling import Teller, a_title, an_organisation
from tests.metrics.facts.test_follow import ALL, consumer, count, drain, figures

DAY = date(2017, 3, 1)


@pytest.fixture
def tellers() -> dict[str, Teller]:
    registry, review = Teller("registry"), Teller("review")
    for _ in range(3):
        an_organisation(registry, DAY)
    a_title(review, DAY, date(2020, 1, 1))
    return {"registry": registry, "review": review, "trademark": Teller("trademark")}


@pytest.fixture
async def whole(committed_database, tellers) -> Database:
    database = await committed_database("metrics")
    for teller in tellers.values():
        await drain(consumer(database, teller))
    return database


@pytest.fixture
async def order(build, as_):
    """Order a rebuild over HTTP, and begin its job as a worker would."""

    async def ordered(database: Database) -> Job:
        transport = httpx.ASGITransport(build(database))
        async with httpx.AsyncClient(transport=transport, base_url="http://metrics.test") as client:
            headers = as_(Role.SYSTEM_ADMINISTRATOR, region="")
            answer = await client.post("/metrics/v1/fact-rebuilds", headers=headers)
            assert answer.status_code == 202, answer.text
            again = await client.post(
                "/metrics/v1/fact-rebuilds", headers=as_(Role.SYSTEM_ADMINISTRATOR, region="")
            )
            assert (again.status_code, again.json()["code"]) == (409, "rebuild_running")
            payload = {"generation_id": answer.json()["id"]}
        async with database.write(SYSTEM) as session:
            row = await Jobs(session).begin(UUID(answer.json()["job_id"]))
        assert row is not None
        return Job(row.id, row.name, payload, SYSTEM, row.attempts, database)

    return ordered


def rebuild(database: Database, tellers) -> Rebuild:
    return Rebuild(database, {feed: teller.get for feed, teller in tellers.items()})


async def generations(database: Database):
    async with database.read(SYSTEM) as session:
        rows = await session.execute(select(Generation.number, Generation.state).order_by(Generation.number))
        return [tuple(row) for row in rows]


async def test_M05_a_rebuild_from_nothing_gives_the_same_figures_and_receipts(whole, tellers, order):
    before = (await figures(whole), await count(whole))
    outcome = await rebuild(whole, tellers).run(await order(whole))
    assert outcome.result["identical"] is True
    assert (await figures(whole), await count(whole)) == before
    assert await generations(whole) == [(1, "past"), (2, "current")]
    async with whole.read(SYSTEM) as session:
        for model in (EntityFact, FactEvent):
            kept = select(func.count()).select_from(model).where(model.generation == 1)
            assert await session.scalar(kept) == 0


async def test_M05_a_rebuild_says_so_when_it_comes_to_something_else(whole, tellers, order):
    async with whole.write(SYSTEM) as session:
        await session.execute(EntityFact.__table__.delete().where(EntityFact.entity == "title"))
    outcome = await rebuild(whole, tellers).run(await order(whole))
    assert outcome.result["identical"] is False
    assert outcome.result["after"]["facts"] == outcome.result["before"]["facts"] + 1


async def test_M05_what_is_told_while_a_rebuild_runs_is_neither_lost_nor_counted_twice(whole, tellers, order):
    """Consumers go on beside it; a page comes in between each of its pages."""
    registry = tellers["registry"]
    told = 0

    async def get(path: str, asked: Mapping[str, str]) -> Mapping[str, Any]:
        nonlocal told
        page = await Teller.get(registry, path, asked)
        if told < 4:
            told += 1
            an_organisation(registry, DAY)
            await drain(consumer(whole, registry))
        return page

    building = rebuild(whole, tellers)
    building.feeds["registry"] = get
    job = await order(whole)
    stop = asyncio.Event()

    async def keep_reading() -> None:
        while not stop.is_set():
            await drain(consumer(whole, registry))

    reading = asyncio.create_task(keep_reading())
    await building.run(job)
    stop.set()
    await reading
    await drain(consumer(whole, registry))
    assert (await count(whole, ALL)).value == 3 + 4
    assert (await figures(whole))["events"] == len(registry.events) + 1
    async with whole.write(SYSTEM) as session:
        for event in registry.events:
            await follow(session, event)
    assert (await count(whole, ALL)).value == 3 + 4
    assert Window.year(2017).holds(ALL.window)


async def test_a_rebuild_that_died_leaves_the_current_facts_alone_and_makes_room(whole, tellers, order):
    before = await figures(whole)
    job = await order(whole)

    async def silent(_path: str, _asked: Mapping[str, str]) -> Mapping[str, Any]:
        raise ConnectionResetError("killed")

    building = rebuild(whole, tellers)
    building.feeds["review"] = silent
    with pytest.raises(ConnectionResetError):
        await building.run(job)
    assert await figures(whole) == before
    async with whole.write(SYSTEM) as session:
        await Jobs(session).fail(job.id, job.attempt, code="job_failed", params={})
    outcome = await rebuild(whole, tellers).run(await order(whole))
    assert outcome.result["identical"] is True
    assert await generations(whole) == [(1, "past"), (2, "abandoned"), (3, "current")]


async def test_rebuilds_are_ordered_by_the_system_administrator_only(client, as_):
    answer = await client.post("/metrics/v1/fact-rebuilds", headers=as_(Role.STATISTICIAN, region="37."))
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


async def test_M05_what_was_built_and_how_far_the_feeds_were_read_is_told(whole, tellers, order, build, as_):
    await rebuild(whole, tellers).run(await order(whole))
    transport = httpx.ASGITransport(build(whole))
    headers = as_(Role.SYSTEM_ADMINISTRATOR, region="")
    async with httpx.AsyncClient(
        transport=transport, base_url="http://metrics.test", headers=headers
    ) as client:
        listed = (await client.get("/metrics/v1/fact-rebuilds")).json()["items"]
        shown = (await client.get(f"/metrics/v1/fact-rebuilds/{listed[0]['id']}")).json()
        feeds = (await client.get("/metrics/v1/feeds")).json()["items"]
    assert [each["state"] for each in listed] == ["current", "past"]
    assert shown == listed[0]
    assert {each["feed"] for each in feeds} == set(tellers)

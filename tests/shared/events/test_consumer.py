"""The consumer: whatever is redelivered, cut short or raced, each event takes effect once and in order."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import text

from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Binding, Caller, CallerKind
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.relay import Relay
from shared.db.stirring import Ear
from shared.db.work import Database
from shared.errors import Unavailable
from shared.events.consumer import Consumer, Subscription
from shared.events.feed import Feed, Question
from shared.events.watch import Watch
from shared.testing.conditions import until

SIBLING = Caller(CallerKind.CLIENT, "review", bindings=(Binding(Role.SIBLING, region=""),))


class Down(Unavailable):
    """The sibling does not answer."""


class Sibling:
    """Registry's feed, served without HTTP, now and then down."""

    def __init__(self, database: Database) -> None:
        self.feed = Feed(database, Watch(database))
        self.down = 0

    async def fetch(self, path: str, params: Mapping[str, str]) -> Mapping[str, Any]:
        assert path == "/registry/v1/changes"
        if self.down:
            self.down -= 1
            raise Down(retry_after=1)
        types = [t.removeprefix("cn.lupin.registry.").removesuffix(".v1") for t in _split(params)]
        question = Question(params.get("cursor", ""), types=types, limit=int(params["limit"]))
        page = await self.feed.page(SIBLING, question, wait=0.01)
        items = [event.written() for event in page.events]
        return orjson.loads(orjson.dumps({"items": items, "next_cursor": page.cursor}))


def _split(params: Mapping[str, str]) -> list[str]:
    return params["types"].split(",") if "types" in params else []


@pytest.fixture
async def registry(committed_database) -> Database:
    return await committed_database("registry")


@pytest.fixture
async def review(committed_database, cluster) -> Database:
    """Review's database, with a table that shows what came and refuses what comes twice."""
    database = await committed_database("review")
    owner = cluster.url("review", database.engine.url.database, owner=True)
    connection = await asyncpg.connect(owner.replace("+asyncpg", ""))
    await connection.execute(
        "CREATE TABLE review.effects "
        "(number bigserial PRIMARY KEY, event uuid UNIQUE, subject uuid, place int)"
    )
    await connection.close()
    return database


async def take(session, event) -> None:
    await session.execute(
        text("INSERT INTO review.effects (event, subject, place) VALUES (:event, :subject, :place)"),
        {"event": event.id, "subject": event.subject, "place": event.data["sequence"]},
    )


async def effects(review: Database) -> list[tuple[object, int]]:
    async with review.open() as session:
        rows = await session.execute(text("SELECT subject, place FROM review.effects ORDER BY number"))
        return [tuple(row) for row in rows]


async def happen(registry: Database, things: int, times: int, event: str = "thing.changed") -> None:
    identifiers = [new_id() for _ in range(things)]
    for _ in range(times):
        async with registry.write(SYSTEM) as session:
            for thing in identifiers:
                await Trail(session).append(
                    Entry(
                        noun="thing",
                        object_id=thing,
                        transition="change",
                        event=event,
                        audience=random.choice(list(Audience)),  # noqa: S311 - any will do
                    )
                )
    await Relay(registry).stamp()


def consumer(review: Database, sibling: Sibling, apply=take, **more: object) -> Consumer:
    types = more.pop("types", ())
    subscription = Subscription(feed="registry", apply=apply, types=types)
    return Consumer(review, sibling.fetch, subscription, backoff=(0.01,), **more)


async def drain(consumer: Consumer) -> None:
    while True:
        before = await consumer.cursor()
        await consumer.step()
        if await consumer.cursor() == before:
            return


@pytest.mark.parametrize("page", [1, 2, 5, 100])
async def test_any_page_size_has_the_same_effect_in_the_order_of_each_thing(registry, review, page):
    await happen(registry, 4, 3)
    await drain(consumer(review, Sibling(registry), page=page))
    seen = await effects(review)
    assert len(seen) == 12
    for thing in {subject for subject, _ in seen}:
        assert [place for subject, place in seen if subject == thing] == [1, 2, 3]


@pytest.mark.parametrize("seed", range(5))
async def test_faults_at_any_event_leave_neither_effect_nor_cursor_behind(registry, review, seed):
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    await happen(registry, 5, 4)

    async def fragile(session, event) -> None:
        await take(session, event)
        if chance.random() < 0.2:
            raise ZeroDivisionError

    reader = consumer(review, Sibling(registry), fragile, page=chance.randint(1, 6))
    running = asyncio.create_task(reader.run())

    async def complete() -> bool:
        return len(await effects(review)) >= 20

    await until(complete)
    running.cancel()
    assert len(await effects(review)) == 20


async def test_two_consumers_of_one_subscription_apply_each_event_once(registry, review):
    await happen(registry, 10, 5)
    sibling = Sibling(registry)
    await asyncio.gather(*(drain(consumer(review, sibling, page=3)) for _ in range(3)))
    await drain(consumer(review, sibling, page=3))
    assert len(await effects(review)) == 50


async def test_a_redelivered_page_changes_nothing(registry, review):
    await happen(registry, 2, 2)
    reader = consumer(review, Sibling(registry))
    page = await reader.fetch("/registry/v1/changes", {"limit": "10"})
    await drain(reader)

    async def old_page(path: str, params: Mapping[str, str]) -> Mapping[str, Any]:
        return page

    late = Consumer(review, old_page, reader.subscription)
    await late._take_over([], "", page["next_cursor"])
    assert len(await effects(review)) == 4


async def test_a_consumer_rebuilds_from_zero_with_the_same_result(registry, review):
    await happen(registry, 3, 3)
    latest: dict[object, int] = {}

    async def fold(session, event) -> None:
        latest[event.subject] = event.data["sequence"]

    reader = consumer(review, Sibling(registry), fold, page=2)
    await drain(reader)
    first = dict(latest)
    latest.clear()
    await reader.rewind()
    await drain(reader)
    assert latest == first
    assert set(latest.values()) == {3}


async def test_only_the_types_that_were_asked_for_come_and_whoever_waits_for_them_is_told(registry, review):
    ear = Ear(review)
    await happen(registry, 1, 1, event="thing.opened")
    await happen(registry, 1, 1, event="thing.closed")
    async with ear.listening():
        await until(lambda: ear.hears)
        await ear.wait(0)
        await drain(consumer(review, Sibling(registry), types=["thing.closed"]))
        assert await ear.wait(10)
    assert len(await effects(review)) == 1


async def test_a_sibling_that_is_down_is_waited_for(registry, review):
    sibling = Sibling(registry)
    sibling.down = 3
    running = asyncio.create_task(consumer(review, sibling).run())
    await happen(registry, 1, 1)

    async def something() -> bool:
        return bool(await effects(review))

    await until(something)
    running.cancel()
    assert sibling.down == 0


async def test_a_feed_restored_to_an_earlier_day_is_read_again_from_zero(
    registry, review, committed_database
):
    seen = []

    async def note(session, event) -> None:
        seen.append(event.subject)

    await happen(registry, 3, 1)
    await drain(consumer(review, Sibling(registry), note))
    restored = await committed_database("registry")
    await happen(restored, 1, 1)
    running = asyncio.create_task(consumer(review, Sibling(restored), note).run())
    await until(lambda: len(seen) == 4)
    running.cancel()

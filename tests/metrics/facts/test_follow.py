"""Facts on a real database: each event once, whatever happens to its consumer, and rebuilt to the same."""

import asyncio
from datetime import date
from random import Random

import pytest
from sqlalchemy import func, select

from services.metrics.counting.repository import Counts
from services.metrics.facts.models import EntityFact, FactEvent
from services.metrics.facts.repository import SUBSCRIPTION, Generations, Ledger
from services.metrics.facts.service import follow
from services.metrics.readings.rules import (
    AS_WAS,
    Basis,
    Boundaries,
    Comparison,
    Condition,
    CountQuestion,
    Window,
)
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.events.consumer import Consumer, Subscription
from tests.metrics.facts.telling import Teller, a_title, an_organisation

DAY = date(2017, 3, 1)
ALL = CountQuestion(entity="organisation", region="370000", window=Window.year(2017))


@pytest.fixture
def registry() -> Teller:
    """Three organisations, one of which ended."""
    teller = Teller("registry")
    first = an_organisation(teller, DAY)
    an_organisation(teller, DAY, region="371202")
    gone = an_organisation(teller, DAY)
    facts = {"status": "dissolved"}
    teller.tell("organisation.certified", first, DAY, certified=True)
    teller.tell(
        "organisation.dissolved", gone, DAY, effective_on="2017-06-01", facts=facts, status="dissolved"
    )
    return teller


def consumer(database, teller: Teller, *, page: int = 2, apply=follow) -> Consumer:
    subscription = Subscription(feed=teller.feed, name=SUBSCRIPTION, apply=apply)
    return Consumer(database, teller.get, subscription, page=page)


async def drain(reading: Consumer) -> None:
    while await reading.step():
        pass


async def count(database, question: CountQuestion = ALL):
    async with database.read(SYSTEM) as session:
        return (await Counts(session).read([question]))[0]


async def figures(database):
    async with database.read(SYSTEM) as session:
        return await Ledger(session, await Generations(session).current()).figures()


async def test_M05_what_the_feed_tells_is_counted(database, registry: Teller):
    await drain(consumer(database, registry))
    reading = await count(database)
    assert (reading.value, reading.receipt.total) == (2, 2)
    assert len(reading.receipt.sources) == 2
    assert set(reading.receipt.cursors) == {"registry"}


async def test_M05_the_same_event_again_changes_nothing(database, registry: Teller):
    await drain(consumer(database, registry))
    before = (await figures(database), await count(database))
    async with database.write(SYSTEM) as session:
        for event in [*registry.events, *reversed(registry.events)]:
            await follow(session, event)
    assert (await figures(database), await count(database)) == before


@pytest.mark.parametrize("seed", range(4))
async def test_M05_any_order_of_arrival_and_any_redelivery_gives_the_same_figures(
    database, registry: Teller, seed: int
):
    """Across feeds, too: a title may be told before its holder."""
    review = Teller("review")
    for first in (date(2017, 9, 1), date(2018, 1, 1)):
        title = a_title(review, first, date(2020, 12, 31))
        review.tell("title.suspended", title, date(2018, 5, 5), state="suspended")
    titles = CountQuestion(entity="title", region="370000", window=Window.year(2018))
    for feed in (registry, review):
        await drain(consumer(database, feed))
    before = (await figures(database), (await count(database)).value, (await count(database, titles)).value)
    assert before[1:] == (2, 2)
    by_chance = Random(seed)  # noqa: S311 - an order of arrival, no secret
    arriving = [*registry.events, *review.events]
    arriving += by_chance.choices(arriving, k=5)
    by_chance.shuffle(arriving)
    async with database.write(SYSTEM) as session:
        await Ledger(session, await Generations(session).current()).drop()
        for event in arriving:
            await follow(session, event)
    after = (await figures(database), (await count(database)).value, (await count(database, titles)).value)
    assert after == before


async def test_M05_the_same_event_twice_at_once_counts_once(committed_database, registry: Teller):
    database = await committed_database("metrics")

    async def deliver() -> None:
        for event in registry.events:
            async with database.write(SYSTEM) as session:
                await follow(session, event)

    await asyncio.gather(deliver(), deliver(), deliver())
    assert (await figures(database))["events"] == len(registry.events)
    assert (await count(database)).value == 2


async def test_M05_two_consumers_of_one_feed_apply_each_page_once(committed_database, registry: Teller):
    database = await committed_database("metrics")
    await asyncio.gather(*(drain(consumer(database, registry)) for _ in range(3)))
    assert (await figures(database))["events"] == len(registry.events)
    assert (await count(database)).value == 2


async def test_M05_a_consumer_that_dies_in_the_middle_loses_nothing_and_counts_nothing_twice(
    committed_database, registry: Teller
):
    """Its transaction is gone with it: neither the cursor nor half a page remains."""
    database = await committed_database("metrics")
    died = 0

    async def dying(session, event) -> None:
        nonlocal died
        await follow(session, event)
        if event.position % 2 == 0 and died < 3:
            died += 1
            raise ConnectionResetError("killed")

    reading = consumer(database, registry, apply=dying)
    for _ in range(3):
        with pytest.raises(ConnectionResetError):
            await drain(reading)
        assert await reading.cursor() == ""
        assert (await figures(database))["events"] == 0
    await drain(reading)
    assert (await figures(database))["events"] == len(registry.events)
    assert (await count(database)).value == 2


async def test_an_unknown_kind_of_event_is_kept_and_named_as_unread(database, registry: Teller):
    registry.tell("organisation.merged", registry.events[0].subject, DAY, into=str(new_id()))
    registry.tell("claim.made", new_id(), DAY)
    await drain(consumer(database, registry))
    async with database.read(SYSTEM) as session:
        unread = await Generations(session).unread()
        kept = await session.scalar(select(func.count()).select_from(FactEvent))
    assert [(each["feed"], each["name"], each["events"]) for each in unread] == [
        ("registry", "organisation.merged", 1)
    ]
    assert kept == len(registry.events) - 1


async def test_counts_know_flow_stock_and_what_ever_came_about(database):
    review = Teller("review")
    for year in (2015, 2016, 2017):
        a_title(review, date(year, 5, 1), date(year + 1, 4, 30))
    await drain(consumer(database, review))
    asked = {"entity": "title", "region": "370800", "window": Window.year(2016)}
    found = [
        (await count(database, CountQuestion(**asked, basis=basis))).value
        for basis in (Basis.FLOW, Basis.STOCK, Basis.CUMULATIVE)
    ]
    assert found == [1, 1, 2]


async def test_counts_take_conditions_the_programme_and_distinct_holders(database):
    review = Teller("review")
    programme, other, holder = new_id(), new_id(), str(new_id())
    review.tell("programme.created", programme, DAY, code="demo", owner_region="370000")
    review.tell("programme.created", other, DAY, code="other", owner_region="370000")
    for kind, of in (("status", programme), ("title", programme), ("title", other)):
        a_title(review, DAY, date(2020, 1, 1), kind=kind, programme_id=str(of), subject_id=holder)
    await drain(consumer(database, review))
    demo = Condition("programme", Comparison.EQ, "demo")
    title = Condition("kind", Comparison.IN, ("title",))
    asked = {"entity": "title", "region": "370000", "window": Window.year(2017)}
    assert (await count(database, CountQuestion(**asked, where=(demo,)))).value == 2
    assert (await count(database, CountQuestion(**asked, where=(demo, title)))).value == 1
    assert (await count(database, CountQuestion(**asked, distinct="subject_id"))).value == 1


async def test_facts_are_never_read_without_the_house(committed_database, registry: Teller):
    database = await committed_database("metrics")
    await drain(consumer(database, registry))
    async with database.open() as session:
        for model in (EntityFact, FactEvent):
            assert await session.scalar(select(func.count()).select_from(model)) == 0


async def test_laiwu_belongs_to_laiwu_or_to_jinan_as_asked(database, registry: Teller):
    await drain(consumer(database, registry))
    later = Boundaries(date(2020, 1, 1))
    found = {}
    for region in ("371200", "370100"):
        for boundaries in (AS_WAS, later):
            asked = CountQuestion(
                entity="organisation", region=region, window=Window.year(2017), boundaries=boundaries
            )
            found[region, boundaries] = (await count(database, asked)).value
    assert found == {
        ("371200", AS_WAS): 1,
        ("371200", later): 0,
        ("370100", AS_WAS): 0,
        ("370100", later): 1,
    }

"""What siblings told, and the facts folded from it, by every query: the service's own, and nobody else's.

Figures are counted for others by the service; a row of an enterprise is read by nobody.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select

from services.metrics.facts.models import EntityFact, FactEvent
from services.metrics.facts.repository import Generations, Ledger
from services.metrics.facts.service import follow
from shared.db.caller import SYSTEM, Caller
from tests.callers import in_every_role, strangers
from tests.metrics.facts.telling import Teller, an_organisation

Asking = Callable[[Ledger, UUID], Awaitable[object]]


def number_of(model: type) -> Asking:
    return lambda ledger, _subject: ledger.session.scalar(select(func.count()).select_from(model))


async def figures(ledger: Ledger, _subject: UUID) -> object:
    told = await ledger.figures()
    return told["events"] or told["facts"]


async def unread(ledger: Ledger, _subject: UUID) -> object:
    return await Generations(ledger.session).unread()


QUERIES: Mapping[str, Asking] = {
    "events": number_of(FactEvent),
    "facts": number_of(EntityFact),
    "told of": lambda ledger, subject: ledger.told_of("registry", "organisation", subject),
    "figures": figures,
    "unread": unread,
}


@pytest.fixture
async def laid(database) -> UUID:
    """An organisation of Jinxiang that registry told of, and something that this version cannot read."""
    teller = Teller("registry")
    subject = an_organisation(teller, date(2017, 3, 1))
    async with database.write(SYSTEM) as session:
        for event in teller.events:
            await follow(session, event)
        unread_one = FactEvent(
            generation=await Generations(session).current(), id=subject, feed="registry", name="x.told",
            entity="x", entity_id=subject, sequence=1, position=2, known_at=teller.events[0].time,
            day=date(2017, 3, 1), data={}, handling="unread",
        )  # fmt: skip
        session.add(unread_one)
    return subject


async def seen(database, caller: Caller | None, subject: UUID) -> set[str]:
    """By which queries the caller finds it."""
    async with database.open() if caller is None else database.read(caller) as session:
        ledger = Ledger(session, await Generations(session).current())
        return {name for name, asked in QUERIES.items() if await asked(ledger, subject)}


async def test_P03_through_no_query_anybody_but_the_service_finds_an_event_or_a_fact(database, laid):
    near = in_every_role({"region": "37."}, {"region": "37.3708.370828."}, {"organisation": laid})
    assert [caller for caller in (*strangers(), near) if await seen(database, caller, laid)] == []


async def test_P03_the_service_finds_it_by_every_query(database, laid):
    assert await seen(database, SYSTEM, laid) == set(QUERIES)

"""History: chained, append-only, seen only by those it concerns; the relay stamps it."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.history import Audience, Entry, Trail, entry_hash
from shared.db.ids import new_id
from shared.db.relay import Relay, seal
from shared.db.tables import house_table
from shared.db.work import Database

JINING = "37.3708."


def officer(region: str) -> Caller:
    return Caller(CallerKind.PERSON, "officer-1", bindings=(Binding(Role.CITY_OFFICER, region=region),))


def entry(object_id: UUID, transition: str = "create", **more: object) -> Entry:
    defaults: dict[str, object] = {
        "audience": Audience.REGION,
        "region_path": "37.3708.370811.",
        "payload": {"state": "draft"},
    }
    return Entry(noun="thing", object_id=object_id, transition=transition, **{**defaults, **more})


async def test_entries_of_one_thing_form_a_chain_that_a_stranger_can_recompute(rolled_back_database):
    database = await rolled_back_database("review")
    thing = new_id()
    async with database.write(SYSTEM) as session:
        await Trail(session).append(entry(thing))
        await Trail(session).append(entry(thing, "submit", reason="齐全"))
    async with database.read(SYSTEM) as session:
        first, second = await Trail(session).of("thing", thing)
    assert [first["sequence"], second["sequence"]] == [1, 2]
    assert second["previous_hash"] == first["hash"] == entry_hash(None, first)
    assert second["hash"] == entry_hash(first["hash"], second)
    assert entry_hash(first["hash"], {**second, "reason": "不齐"}) != second["hash"]


async def test_an_officer_sees_the_history_of_the_own_region_only(rolled_back_database):
    database = await rolled_back_database("review")
    thing = new_id()
    async with database.write(SYSTEM) as session:
        await Trail(session).append(entry(thing))
    for caller, count in ((officer(JINING), 1), (officer("37.3701."), 0), (PUBLIC, 0)):
        async with database.read(caller) as session:
            assert len(await Trail(session).of("thing", thing)) == count


async def test_without_a_caller_nothing_but_the_public_is_seen(rolled_back_database):
    database = await rolled_back_database("review")
    async with database.write(SYSTEM) as session:
        await Trail(session).append(entry(new_id()))
        await Trail(session).append(entry(new_id(), audience=Audience.PUBLIC))
    async with database.open() as session:
        audiences = (await session.scalars(select(house_table("review", "history").c.audience))).all()
    assert audiences == ["public"]


@pytest.mark.parametrize(
    "statement", ["UPDATE review.history SET reason = 'x'", "DELETE FROM review.history"]
)
async def test_history_cannot_be_changed_or_deleted(rolled_back_database, statement):
    database = await rolled_back_database("review")
    async with database.write(SYSTEM) as session:
        await Trail(session).append(entry(new_id()))
    with pytest.raises(DBAPIError, match="permission denied|append-only"):
        async with database.write(SYSTEM) as session:
            await session.execute(text(statement))


async def test_two_writers_of_one_sequence_cannot_both_win(committed_database):
    database: Database = await committed_database("review")
    thing = new_id()

    async def append() -> bool:
        try:
            async with database.write(SYSTEM) as session:
                await Trail(session).append(entry(thing))
        except DBAPIError:
            return False
        return True

    assert sum(await asyncio.gather(*(append() for _ in range(8)))) >= 1
    async with database.read(SYSTEM) as session:
        rows = await Trail(session).of("thing", thing)
    assert [row["sequence"] for row in rows] == list(range(1, len(rows) + 1))


async def test_the_relay_gives_gapless_positions_in_order_of_each_thing(committed_database):
    database: Database = await committed_database("review")
    things = [new_id() for _ in range(5)]
    for transition in ("create", "submit", "accept"):
        async with database.write(SYSTEM) as session:
            for thing in things:
                await Trail(session).append(entry(thing, transition))
    stamped = await asyncio.gather(*(Relay(database).stamp() for _ in range(4)))
    assert sum(each or 0 for each in stamped) == 15
    history = house_table("review", "history")
    async with database.read(SYSTEM) as session:
        rows = (await session.execute(select(history).order_by(history.c.position))).all()
    assert [row.position for row in rows] == list(range(1, 16))
    for thing in things:
        assert [row.sequence for row in rows if row.object_id == thing] == [1, 2, 3]
    sealed = None
    for row in rows:
        sealed = seal(sealed, row.position, row.hash)
        assert row.seal == sealed


async def test_a_position_is_set_once(committed_database):
    database: Database = await committed_database("review")
    async with database.write(SYSTEM) as session:
        await Trail(session).append(entry(new_id()))
    await Relay(database).stamp()
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write(SYSTEM) as session:
            await session.execute(update(house_table("review", "history")).values(position=99))


async def test_the_running_relay_stamps_what_is_announced(committed_database):
    database: Database = await committed_database("review")
    relay = asyncio.create_task(Relay(database).run())
    history = house_table("review", "history")
    try:
        async with database.write(SYSTEM) as session:
            await Trail(session).append(entry(new_id()))
        async with asyncio.timeout(10):
            while True:
                async with database.read(SYSTEM) as session:
                    if await session.scalar(select(history.c.position)) == 1:
                        break
    finally:
        relay.cancel()

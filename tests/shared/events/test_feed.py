"""The feed: in order, for the reader's eyes only, past what is skipped, waiting without holding anything."""

import asyncio
from uuid import UUID

import pytest

from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.relay import Relay
from shared.db.work import Database
from shared.events.cursors import read_cursor, write_cursor
from shared.events.errors import FeedBusy, FeedCursorAhead, FeedCursorInvalid
from shared.events.event import Event
from shared.events.feed import Feed, Question, head_of_feed
from shared.events.watch import Watch
from shared.testing.conditions import until

ORGANISATION = new_id()
JINING = "37.3708."


def caller(role: Role, *, region: str | None = None, organisation: UUID | None = None) -> Caller:
    binding = Binding(role, region=region, organisation=organisation)
    return Caller(CallerKind.PERSON, f"{role}-1", bindings=(binding,))


SIBLING = caller(Role.SIBLING, region="")
OFFICER = caller(Role.CITY_OFFICER, region=JINING)
ELSEWHERE = caller(Role.CITY_OFFICER, region="37.3701.")
MEMBER = caller(Role.APPLICANT, organisation=ORGANISATION)
STRANGER = caller(Role.APPLICANT, organisation=new_id())
AUDITOR = caller(Role.AUDITOR, region="37.")


async def happen(
    database: Database, *audiences: Audience, event: str | None = "thing.changed", **record: str
) -> None:
    for audience in audiences:
        async with database.write(SYSTEM) as session:
            await Trail(session).append(
                Entry(
                    noun="thing",
                    object_id=new_id(),
                    transition="change",
                    event=event,
                    audience=audience,
                    organisation_id=ORGANISATION,
                    region_path="37.3708.370811.",
                    state_to="open",
                    payload={"audience": audience},
                    record=record,
                )
            )
    await Relay(database).stamp()


def feed_of(database: Database, **more: int) -> Feed:
    return Feed(database, Watch(database, **more))


async def audiences_seen(feed: Feed, reader: Caller) -> set[str]:
    return {event.data["audience"] for event in (await feed.page(reader, Question())).events}


async def test_each_reader_sees_what_the_audience_covers_and_every_cursor_passes_the_rest(
    committed_database,
):
    database = await committed_database("review")
    await happen(database, *Audience)
    feed = feed_of(database)
    everything = {"internal", "organisation", "region", "public"}
    expected = {
        PUBLIC: {"public"},
        STRANGER: {"public"},
        ELSEWHERE: {"public"},
        OFFICER: {"public", "region"},
        MEMBER: {"public", "region", "organisation"},
        AUDITOR: everything,
        SIBLING: everything,
        SYSTEM: everything,
    }
    for reader, seen in expected.items():
        assert await audiences_seen(feed, reader) == seen, reader
        assert (await feed.page(reader, Question())).cursor == write_cursor("review", 4)


async def test_what_is_internal_and_lies_in_no_region_reaches_siblings_and_nobody_else(committed_database):
    database = await committed_database("review")
    async with database.write(SYSTEM) as session:
        await Trail(session).append(
            Entry(noun="expert", object_id=new_id(), transition="add", event="expert.added")
        )
    await Relay(database).stamp()
    feed = feed_of(database)
    assert len((await feed.page(SIBLING, Question())).events) == 1
    for reader in (PUBLIC, OFFICER, MEMBER, AUDITOR):
        assert (await feed.page(reader, Question())).events == []


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
async def test_pages_of_any_size_give_the_same_events_in_the_same_order(committed_database, limit):
    database = await committed_database("review")
    await happen(database, *[Audience.PUBLIC, Audience.INTERNAL] * 5)
    feed, cursor, positions = feed_of(database), "", []
    while (page := await feed.page(PUBLIC, Question(cursor, limit=limit))).cursor != cursor:
        positions += [event.position for event in page.events]
        cursor = page.cursor
    assert positions == [1, 3, 5, 7, 9]
    assert cursor == write_cursor("review", 10)


async def test_a_reader_who_may_see_nothing_for_long_still_moves_on(committed_database, monkeypatch):
    monkeypatch.setattr("shared.events.feed.SCAN", 2)
    monkeypatch.setattr("shared.events.feed.WINDOWS", 3)
    database = await committed_database("review")
    await happen(database, *[Audience.INTERNAL] * 10)
    page = await feed_of(database).page(PUBLIC, Question(limit=5))
    assert (page.events, read_cursor("review", page.cursor)) == ([], 6)
    rest = await feed_of(database).page(PUBLIC, Question(page.cursor, limit=5))
    assert (rest.events, read_cursor("review", rest.cursor)) == ([], 10)


async def test_types_are_filtered_and_entries_without_an_event_are_not_told(committed_database):
    database = await committed_database("review")
    await happen(database, Audience.PUBLIC)
    await happen(database, Audience.PUBLIC, event=None)
    await happen(database, Audience.PUBLIC, event="thing.opened")
    page = await feed_of(database).page(PUBLIC, Question(types=["thing.opened"]))
    assert [event.name for event in page.events] == ["thing.opened"]


async def test_what_is_kept_for_the_trail_is_told_to_no_reader_of_the_feed(committed_database):
    database = await committed_database("review")
    await happen(database, Audience.PUBLIC, words="only for the trail")
    (event,) = (await feed_of(database).page(SIBLING, Question())).events
    assert event.data.keys() == {"state", "audience", "sequence", "business_at"}
    async with database.read(SYSTEM) as session:
        (entry,) = await Trail(session).of("thing", event.subject)
    assert entry["payload"]["record"] == {"words": "only for the trail"}


async def test_an_event_survives_being_written_and_read(committed_database):
    database = await committed_database("review")
    await happen(database, Audience.PUBLIC)
    (event,) = (await feed_of(database).page(PUBLIC, Question())).events
    written = {**event.written(), "time": event.time.isoformat()}
    assert written["type"] == "cn.lupin.review.thing.changed.v1"
    assert Event.read(written) == event
    assert event.data["state"] == "open"
    assert event.data["sequence"] == 1


async def test_cursors_of_another_feed_or_of_nobody_are_refused(committed_database):
    feed = feed_of(await committed_database("review"))
    for cursor in ("nonsense", "é", "====", write_cursor("registry", 1), "cmV2aWV3Oi0x"):
        with pytest.raises(FeedCursorInvalid):
            await feed.page(PUBLIC, Question(cursor))


async def test_a_cursor_beyond_the_end_tells_that_the_feed_was_restored(committed_database):
    feed = feed_of(await committed_database("review"))
    with pytest.raises(FeedCursorAhead):
        await feed.page(PUBLIC, Question(write_cursor("review", 5)))


async def test_the_head_is_the_last_position_for_everybody(committed_database):
    database = await committed_database("review")
    await happen(database, Audience.INTERNAL, Audience.INTERNAL)
    async with database.read(PUBLIC) as session:
        head = await head_of_feed(session)
    assert (head.position, len(head.seal)) == (2, 32)


async def test_a_waiting_reader_hears_at_once_and_holds_no_connection(committed_database):
    database = await committed_database("review")
    feed = feed_of(database)
    async with feed.watch.listening():
        waiting = [asyncio.create_task(feed.page(PUBLIC, Question(), wait=20)) for _ in range(30)]
        await until(lambda: feed.watch._free == 170)
        assert database.engine.pool.checkedout() == 0
        started = asyncio.get_running_loop().time()
        await happen(database, Audience.PUBLIC)
        pages = await asyncio.gather(*waiting)
        assert asyncio.get_running_loop().time() - started < 4
    assert {len(page.events) for page in pages} == {1}


async def test_a_waiting_reader_gets_an_empty_page_when_time_is_over(committed_database):
    feed = feed_of(await committed_database("review"))
    page = await feed.page(PUBLIC, Question(), wait=0.1)
    assert (page.events, page.cursor) == ([], write_cursor("review", 0))


async def test_a_waiting_reader_gets_an_empty_page_at_shutdown(committed_database):
    feed = feed_of(await committed_database("review"))
    waiting = asyncio.create_task(feed.page(PUBLIC, Question(), wait=20))
    await until(lambda: feed.watch._free == 199)
    async with asyncio.timeout(5):
        feed.watch.close()
        assert (await waiting).events == []
        assert (await feed.page(PUBLIC, Question(), wait=20)).events == []


async def test_readers_beyond_the_budget_are_told_to_come_back(committed_database):
    feed = feed_of(await committed_database("review"), seats=1)
    waiting = asyncio.create_task(feed.page(PUBLIC, Question(), wait=20))
    await until(lambda: feed.watch._free == 0)
    async with asyncio.timeout(5):
        with pytest.raises(FeedBusy):
            await feed.page(PUBLIC, Question(), wait=20)
        assert (await feed.page(PUBLIC, Question())).events == []
    feed.watch.close()
    await waiting


async def test_a_reader_looks_by_itself_only_while_the_database_is_not_heard(committed_database, monkeypatch):
    feed = feed_of(await committed_database("review"))
    monkeypatch.setattr("shared.events.watch.RECHECK_SECONDS", 0.01)

    async def waited(seconds: float) -> float:
        began = asyncio.get_running_loop().time()
        await feed.watch.changed(feed.watch.generation, seconds)
        return asyncio.get_running_loop().time() - began

    assert await waited(20) < 10
    async with feed.watch.listening():
        await until(lambda: feed.watch._hearing)
        assert await waited(0.2) > 0.15

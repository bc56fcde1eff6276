"""Objecting has an allowance for each address, notice and day; what is counted leads to nobody."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from services.review.filings.dependencies import SEEN, forget_addresses
from services.review.filings.models import FilingAllowance
from services.review.filings.rules import MOST_A_DAY, address_key, network_of, seconds_left
from services.review.objections.models import Objection
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.work import Database
from shared.time.clock import Clock, day_of, instant
from tests.review.hall import Answered, Hall

HERE, THERE = "192.0.2.1", "2001:db8:1:2::9"
KEY, DAY = bytes(32), date(2017, 5, 10)


async def file_from(hall: Hall, entry: Answered, address: str = HERE, **headers: str) -> tuple[int, str]:
    answer = await hall.file(entry, headers=hall.nobody(**{SEEN: address, **headers}))
    return answer.status_code, answer.json().get("code", "filed")


async def counters(database: Database) -> list[FilingAllowance]:
    async with database.read(SYSTEM) as session:
        return list(await session.scalars(select(FilingAllowance)))


async def test_V10_one_address_objects_to_a_notice_so_often_a_day_and_no_more(hall: Hall):
    entry = await hall.entry(await hall.opened(*await hall.ranked()))
    other = await hall.entry(await hall.opened(*await hall.ranked()))
    told = Counter([await file_from(hall, entry) for _ in range(MOST_A_DAY + 1)])
    assert told == {(201, "filed"): MOST_A_DAY, (429, "too_many_objections"): 1}
    assert (await hall.case(entry["application_id"])).open_objections == MOST_A_DAY
    assert await file_from(hall, entry, THERE) == (201, "filed")
    assert await file_from(hall, other) == (201, "filed")


async def test_V10_the_refusal_says_when_to_come_again(hall: Hall):
    entry = await hall.entry(await hall.opened(*await hall.ranked()))
    for _ in range(MOST_A_DAY):
        await file_from(hall, entry)
    refused = await hall.file(entry, headers=hall.nobody(**{SEEN: HERE, "Accept-Language": "en"}))
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 24 * 3600
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert f"try again in {wait} seconds" in refused.json()["detail"]


async def test_what_was_not_filed_and_what_is_only_repeated_is_not_counted(hall: Hall):
    entry = await hall.entry(await hall.opened(*await hall.ranked()))
    assert await file_from(hall, {"id": new_id()}) == (404, "notice_entry_not_found")
    assert await file_from(hall, entry, **{"Idempotency-Key": "once"}) == (201, "filed")
    assert await file_from(hall, entry, **{"Idempotency-Key": "once"}) == (409, "secret_already_shown")
    assert [row.filed for row in await counters(hall.database)] == [1]


async def test_V10_twice_as_many_at_once_from_one_address_are_not_let_in(hall_committed: Hall):
    hall = hall_committed
    entry = await hall.entry(await hall.opened(*await hall.ranked()))
    told = Counter(await asyncio.gather(*(file_from(hall, entry) for _ in range(2 * MOST_A_DAY))))
    assert told == {(201, "filed"): MOST_A_DAY, (429, "too_many_objections"): MOST_A_DAY}
    async with hall.database.read(SYSTEM) as session:
        assert await session.scalar(select(func.count()).select_from(Objection)) == MOST_A_DAY
    (row,) = await counters(hall.database)
    beyond = {"notice_id": row.notice_id, "address_key": b"x", "day": row.day, "filed": MOST_A_DAY + 1}
    with pytest.raises(IntegrityError, match="filing_allowances_filed_check"):
        async with hall.database.write(SYSTEM) as session:
            await session.execute(insert(FilingAllowance).values(**beyond))


async def test_a_counter_is_forgotten_with_its_day(hall: Hall):
    entry = await hall.entry(await hall.opened(*await hall.ranked()))
    await file_from(hall, entry)
    yesterday = day_of(instant()) - timedelta(days=1)
    notice = UUID(entry["notice_id"])
    async with hall.database.write(SYSTEM) as session:
        old = {"notice_id": notice, "address_key": b"old", "day": yesterday, "filed": 1}
        await session.execute(insert(FilingAllowance).values(**old))
    assert await forget_addresses(hall.database, Clock()) == 1
    assert [row.day for row in await counters(hall.database)] == [day_of(instant())]


def test_a_key_is_of_one_address_notice_and_day_and_of_one_secret():
    notice = new_id()
    key = address_key(KEY, notice, DAY, HERE)
    assert key == address_key(KEY, notice, DAY, HERE)
    others = {
        address_key(KEY, notice, DAY, THERE),
        address_key(KEY, new_id(), DAY, HERE),
        address_key(KEY, notice, DAY + timedelta(days=1), HERE),
        address_key(bytes(31) + b"x", notice, DAY, HERE),
    }
    assert len(others) == 4
    assert key not in others


def test_a_subscriber_of_many_addresses_is_one():
    assert network_of(THERE) == network_of("2001:db8:1:2:ffff::1") != network_of("2001:db8:1:3::9")
    assert network_of("::ffff:192.0.2.1") == network_of(HERE) != network_of("192.0.2.2")


@given(st.text(max_size=60))
def test_whatever_is_written_for_an_address_is_counted_somewhere(text: str):
    assert network_of(text)


def test_the_wait_ends_at_midnight_in_china():
    assert seconds_left(datetime(2017, 5, 10, 15, 59, 30, tzinfo=UTC)) == 30
    assert seconds_left(datetime(2017, 5, 10, 16, 0, 0, tzinfo=UTC)) == 24 * 3600

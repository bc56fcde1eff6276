"""Deadlines of marks: from rules and events, told of once, moved with rules and calendar, none lost (T05)."""

import asyncio
from datetime import date, timedelta

import httpx
import pytest
from sqlalchemy import func, select

from services.trademark.deadlines.models import Deadline
from services.trademark.deadlines.service import plan_deadlines, remind
from services.trademark.legal_rules import service as law
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.tables import house_table
from shared.events.calendars import Calendars
from shared.testing.database import Statements

PATH = "/trademark/v1"
JINING, YANTAI = "37.3708.", "37.3706."


@pytest.fixture
def officer(as_):
    return lambda **given: as_(Role.CITY_OFFICER, region=JINING, **given)


@pytest.fixture
def mark(client, officer):
    async def made(number, *events: tuple, filed_on="2019-02-05") -> dict:
        body = {
            "number": number,
            "name": "金乡蒜都",
            "kind": "product",
            "filed_on": filed_on,
            "holder": {"name": "金乡县大蒜产业有限公司", "region_code": "370828"},
            "goods": [{"class_number": 31, "name": "新鲜大蒜"}],
            "source": "商标公告",
        }
        entered = (await client.post(f"{PATH}/marks", json=body, headers=officer())).json()
        for kind, on, *more in events:
            said = {"kind": kind, "legal_on": on, "source": "商标公告", **(more[0] if more else {})}
            headers = officer(if_match=entered["version"])
            answer = await client.post(f"{PATH}/marks/{entered['id']}/events", json=said, headers=headers)
            assert answer.status_code == 201, answer.text
            entered = answer.json()
        return entered

    return made


@pytest.fixture
def listed(client, officer):
    async def found(**params: str) -> dict:
        answer = await client.get(f"{PATH}/deadlines", params=params, headers=officer())
        assert answer.status_code == 200, answer.text
        return {each["code"]: each for each in answer.json()["items"]}

    return found


async def told(database, event):
    history = house_table("trademark", "history")
    async with database.read(SYSTEM) as session:
        rows = await session.scalars(select(history.c.payload).where(history.c.event == event))
        return rows.all()


async def test_T05_a_registration_has_its_deadlines_with_rule_and_safe_day(database, mark, listed):
    await mark("1", ("registered", "2020-04-07"))
    await plan_deadlines(database, database.clock)
    found = await listed()
    assert set(found) == {"renewal_window", "renewal_grace", "relative_invalidity", "non_use_exposure"}
    window = found["renewal_window"]
    assert (window["opens_on"], window["due_on"], window["state"]) == ("2029-04-07", "2030-04-06", "open")
    assert (window["last_safe_on"], window["provisional"]) == ("2030-04-05", True)  # a Saturday
    assert found["non_use_exposure"]["due_on"] == "2023-04-06"
    assert found["non_use_exposure"]["state"] == "passed"


async def test_T05_an_answer_meets_a_deadline_and_receipt_is_counted_where_known(database, mark, listed):
    received = {"received_on": "2026-11-10"}
    await mark("1", ("refused", "2026-11-01", received), filed_on="2026-01-05")
    await plan_deadlines(database, database.clock)
    review = (await listed(state="open"))["refusal_review"]
    assert (review["due_on"], review["assumed_receipt"]) == ("2026-11-25", False)
    await mark("2", ("refused", "2026-11-01"), ("refusal_review_filed", "2026-11-12"), filed_on="2026-01-05")
    await plan_deadlines(database, database.clock)
    met = (await listed(state="met"))["refusal_review"]
    assert (met["number"], met["assumed_receipt"]) == ("2", True)


async def test_T05_others_see_none_of_them(database, mark, client, as_):
    await mark("1", ("registered", "2020-04-07"))
    await plan_deadlines(database, database.clock)
    elsewhere = await client.get(f"{PATH}/deadlines", headers=as_(Role.CITY_OFFICER, region=YANTAI))
    assert elsewhere.json()["items"] == []
    assert (await client.get(f"{PATH}/deadlines")).status_code == 401


async def test_T05_reminders_come_once_each_and_the_day_that_passes_is_told(database, mark):
    await mark("1", ("registered", "2018-04-07"))
    await plan_deadlines(database, database.clock)
    async with database.write(SYSTEM) as session:
        last = select(Deadline).where(Deadline.code == "renewal_window")
        due = (await session.scalars(last)).one()
    for on in (due.next_reminder_on, due.last_safe_on, due.last_safe_on):
        database.clock.follow(max(on - database.clock.today() + database.clock.offset, database.clock.offset))
        await remind(database, database.clock)
        await remind(database, database.clock)
    assert (
        len([one for one in await told(database, "deadline.due_soon") if one["code"] == "renewal_window"])
        == 2
    )
    database.clock.follow(due.due_on - database.clock.today() + timedelta(days=1) + database.clock.offset)
    await remind(database, database.clock)
    assert await remind(database, database.clock) == 0
    assert [one["code"] for one in await told(database, "deadline.passed")].count("renewal_window") == 1


async def test_T05_a_holiday_that_is_told_moves_a_deadline_with_a_record(
    database, mark, listed, client, officer
):
    await mark("1", ("preliminarily_published", "2026-10-08"), filed_on="2026-01-05")
    await plan_deadlines(database, database.clock)
    assert (await listed())["opposition"]["due_on"] == "2027-01-08"
    day = {
        "day": "2027-01-08",
        "kind": "holiday",
        "name": "试",
        "source": "试",
        "year": 2027,
        "published": True,
        "version": 9,
    }
    async with database.write(SYSTEM) as session:
        await Calendars(session).take_over(day)
    assert await plan_deadlines(database, database.clock) == 1
    assert await plan_deadlines(database, database.clock) == 0
    moved = (await listed())["opposition"]
    assert (moved["due_on"], moved["straddles"]) == ("2027-01-11", True)
    assert [(one["due_before"], one["due_on"]) for one in await told(database, "deadline.moved")] == [
        ("2027-01-08", "2027-01-11")
    ]
    bases = (await client.get(f"{PATH}/deadline-bases", headers=officer())).json()["items"]
    assert [(basis["number"], basis["marks"], basis["moved"]) for basis in bases] == [(2, 1, 1), (1, 1, 0)]


async def test_T05_another_catalogue_of_rules_moves_deadlines(database, mark, listed, monkeypatch):
    await mark("1", ("refused", "2026-11-12"), filed_on="2026-01-05")
    await plan_deadlines(database, database.clock)
    before = (await listed())["refusal_review"]["due_on"]
    changed = law.read_catalogue(law.CATALOGUE.read_text("utf-8").replace("period: P15D", "period: P20D"))
    monkeypatch.setattr(law, "shipped", lambda: changed)
    await law.take_over(database, database.clock)
    await plan_deadlines(database, database.clock)
    assert (before, (await listed())["refusal_review"]["due_on"]) == ("2026-11-27", "2026-12-02")


async def test_T05_a_report_says_what_the_new_law_changes_for_a_mark(client, mark):
    published = await mark("1", ("preliminarily_published", "2026-11-05"), filed_on="2026-01-05")
    report = (await client.get(f"{PATH}/marks/{published['id']}/law-changes")).json()
    opposition = next(each for each in report["items"] if each["code"] == "opposition")
    assert (opposition["before_on"], opposition["after_on"]) == ("2027-02-05", "2027-01-05")
    assert (opposition["changed"], opposition["in_between"]) == (True, True)
    assert opposition["after"]["confidence"] == "secondary"
    registered = await mark("2", ("registered", "2025-04-07"))
    items = (await client.get(f"{PATH}/marks/{registered['id']}/law-changes")).json()["items"]
    exposure = next(each for each in items if each["code"] == "non_use_exposure")
    assert (exposure["changed"], exposure["noted"]) == (False, True)


async def test_a_hundred_marks_are_planned_in_a_handful_of_statements(database, mark):
    for number in range(12):
        await mark(str(number), ("registered", "2020-04-07"))
    with Statements(database) as asked:
        assert await plan_deadlines(database, database.clock) == 12
    assert len(asked.sent) < 30


async def test_T05_workers_that_remind_at_once_or_die_before_the_commit_tell_each_thing_once(
    committed_database, build, officer
):
    database = await committed_database("trademark")
    await _laid(database, build, officer)
    await plan_deadlines(database, database.clock)
    database.clock.follow(date(2030, 4, 2) - database.clock.today())

    async def dying() -> None:
        async with asyncio.timeout(0.005):
            await remind(database, database.clock)

    await asyncio.gather(dying(), return_exceptions=True)
    await asyncio.gather(*(remind(database, database.clock) for _ in range(4)))
    soon = await told(database, "deadline.due_soon")
    passed = await told(database, "deadline.passed")
    async with database.read(SYSTEM) as session:
        open_ones = await session.scalar(select(func.count()).where(Deadline.code == "renewal_window"))
    assert len([one for one in soon if one["code"] == "renewal_window"]) == open_ones == 5
    assert len({one["mark_id"] + one["code"] for one in passed}) == len(passed)


async def _laid(database, build, officer) -> None:

    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://trademark.test") as client:
        for number in range(5):
            body = {
                "number": str(number),
                "name": "蒜",
                "kind": "product",
                "filed_on": "2019-02-05",
                "holder": {"name": "某", "region_code": "370828"},
                "goods": [{"class_number": 31, "name": "大蒜"}],
                "source": "公告",
            }
            entered = (await client.post(f"{PATH}/marks", json=body, headers=officer())).json()
            said = {"kind": "registered", "legal_on": "2020-04-07", "source": "公告"}
            headers = officer(if_match=1)
            await client.post(f"{PATH}/marks/{entered['id']}/events", json=said, headers=headers)

"""Marks over HTTP: entered and recorded by officers of the region, read by anybody (T01)."""

import asyncio
from datetime import date, timedelta

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from services.trademark.timekeeping.service import age_marks, follow_organisation
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.tables import house_table
from shared.events.event import Event
from shared.testing.database import Statements
from shared.time.clock import instant

PATH = "/trademark/v1/marks"
JINING, YANTAI = "37.3708.", "37.3706."


def a_mark(**members: object):
    return {
        "number": f"{new_id().int % 10**9}",
        "name": "金乡蒜都",
        "kind": "product",
        "filed_on": "2013-02-05",
        "holder": {"name": "金乡县大蒜产业有限公司", "region_code": "370828"},
        "goods": [
            {"class_number": 31, "group_code": "3105", "name": "新鲜大蒜"},
            {"class_number": 29, "name": "腌制蒜"},
        ],
        "source": "商标公告第1400期",
        **members,
    }


@pytest.fixture
def officer(as_):
    return lambda **given: as_(Role.CITY_OFFICER, region=JINING, **given)


@pytest.fixture
def enter(client, officer):
    async def entered(**members: object) -> dict:
        answer = await client.post(PATH, json=a_mark(**members), headers=officer())
        assert answer.status_code == 201, answer.text
        return answer.json()

    return entered


@pytest.fixture
def record(client, officer):
    async def recorded(mark, kind, on, **members: object) -> httpx.Response:
        body = {"kind": kind, "legal_on": on, "source": "商标公告", **members}
        headers = officer(if_match=mark["version"])
        return await client.post(f"{PATH}/{mark['id']}/events", json=body, headers=headers)

    return recorded


async def registered(enter, record, **members: object):
    answer = await record(await enter(**members), "registered", "2020-04-07")
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_T01_a_mark_is_entered_by_an_officer_and_read_by_anybody(client, enter):
    entered = await enter()
    shown = (await client.get(f"{PATH}/{entered['id']}")).json()
    assert shown == entered
    assert (shown["status"], shown["valid"], shown["classes"]) == ("filed", False, [29, 31])
    assert [line["state"] for line in shown["goods"]] == ["filed", "filed"]
    assert shown["descriptor"]["zh"] == "已申请"
    assert shown["descriptor"]["confidence"] == "unverified"
    assert "contact" not in str(shown)


async def test_T01_a_registration_is_recorded_under_the_version_seen(client, enter, record):
    entered = await enter()
    mark = (await record(entered, "registered", "2020-04-07")).json()
    assert (mark["status"], mark["valid"], mark["expires_on"]) == ("registered", True, "2030-04-06")
    assert (await record(entered, "renewed", "2021-01-01")).json()["code"] == "stale_version"
    again = await record(mark, "registered", "2020-04-07")
    assert (again.status_code, again.json()["code"]) == (409, "event_recorded")
    misplaced = await record(mark, "opposed", "2020-05-01")
    assert (misplaced.status_code, misplaced.json()["code"]) == (409, "event_out_of_place")
    assert "revoked" in misplaced.json()["detail"]


async def test_T10_a_mark_is_found_by_its_likeness_from_its_entry_on_and_as_it_stands(client, enter, record):
    async def found() -> list[tuple[str, str]]:
        answer = await client.get("/trademark/v1/similar-marks", params={"name": "金乡算都", "classes": "31"})
        return [(hit["number"], hit["status"]) for hit in answer.json()["items"]]

    mark = await enter()
    assert await found() == [(mark["number"], "filed")]
    await record(mark, "registered", "2020-04-07")
    assert [status for _, status in await found()] == ["registered"]


async def test_T01_a_late_event_is_seen_as_of_its_day_and_not_as_known_before(
    client, enter, record, database
):
    mark = await registered(enter, record)
    before = database.clock.today()
    database.clock.follow(timedelta(days=3))
    assert (await record(mark, "opposed", "2019-12-01")).status_code == 409
    late = await record(mark, "preliminarily_published", "2019-11-01")
    assert late.status_code == 201, late.text
    path = f"{PATH}/{mark['id']}/standing"
    known = (await client.get(path, params={"as_of": "2019-12-01"})).json()
    unknown = (await client.get(path, params={"as_of": "2019-12-01", "known_on": before.isoformat()})).json()
    assert (known["state"], unknown["state"]) == ("preliminarily_published", "filed")
    log = (await client.get(f"{PATH}/{mark['id']}/events")).json()["items"]
    assert [event["kind"] for event in log] == ["filed", "preliminarily_published", "registered"]
    assert [event["sequence"] for event in log] == [1, 3, 2]


async def test_an_officer_of_another_region_neither_enters_nor_records(client, as_, enter, record):
    elsewhere = as_(Role.CITY_OFFICER, region=YANTAI)
    assert (await client.post(PATH, json=a_mark(), headers=elsewhere)).status_code == 422
    mark = await enter()
    body = {"kind": "registered", "legal_on": "2020-04-07", "source": "商标公告"}
    headers = as_(Role.CITY_OFFICER, region=YANTAI, if_match=1)
    refused = await client.post(f"{PATH}/{mark['id']}/events", json=body, headers=headers)
    assert refused.json()["errors"][0]["code"] == "outside_own_region"
    applicant = as_(Role.APPLICANT, organisation=new_id())
    assert (await client.post(PATH, json=a_mark(), headers=applicant)).status_code == 403


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"filed_on": "2999-01-01"}, "day_to_come"),
        ({"holder": {"name": "无名"}}, "holder_incomplete"),
        ({"holder": {"name": "无名", "region_code": "999999"}}, "region_unknown"),
        ({"holder": {"organisation_id": str(new_id())}}, "holder_unknown"),
    ],
)
async def test_what_does_not_fit_is_named(client, officer, members, code):
    answer = await client.post(PATH, json=a_mark(**members), headers=officer())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == code


async def test_a_number_is_taken_once(client, enter, officer):
    mark = await enter()
    answer = await client.post(PATH, json=a_mark(number=mark["number"]), headers=officer())
    assert (answer.status_code, answer.json()["code"]) == (409, "mark_number_taken")


async def test_T01_the_register_is_narrowed_by_every_filter_in_one_query(client, enter, record, database):
    mark = await registered(enter, record, name="蒜都红")
    await enter(
        name="泰山茶",
        goods=[{"class_number": 30, "name": "茶"}],
        holder={"name": "某", "region_code": "370811"},
    )
    wanted = {
        "q": ["蒜", "蒜都", "都红", "sdh"],
        "status": ["registered,in_grace"],
        "class": ["31"],
        "region": ["370828"],
        "number": [mark["number"]],
        "valid": ["true"],
        "expires_before": ["2031-01-01"],
    }
    for name, values in wanted.items():
        for value in values:
            with Statements(database) as asked:
                answer = await client.get(PATH, params={name: value})
            assert [item["id"] for item in answer.json()["items"]] == [mark["id"]], (name, value)
            assert len([one for one in asked.sent if "marks" in one]) == 1
    assert len((await client.get(PATH, params={"kind": "product"})).json()["items"]) == 2
    assert (await client.get(PATH, params={"q": "没有"})).json()["items"] == []


async def test_T01_a_partial_revocation_ends_one_line(enter, record):
    mark = await registered(enter, record)
    partly = (await record(mark, "revoked", "2023-04-08", goods=[2])).json()
    assert [line["state"] for line in partly["goods"]] == ["registered", "revoked"]
    assert partly["valid"] is True
    unknown = await record(partly, "revoked", "2023-04-09", goods=[7])
    assert unknown.json()["errors"][0]["code"] == "goods_unknown"


async def test_a_transfer_names_the_new_holder_within_the_region(enter, record):
    mark = await registered(enter, record)
    assert (await record(mark, "transferred", "2021-01-01")).status_code == 422
    taken = {"name": "微山湖公司", "region_code": "370826"}
    moved = (await record(mark, "transferred", "2021-01-01", holder=taken)).json()
    assert (moved["holder_name"], moved["region_path"]) == ("微山湖公司", "37.3708.370826.")


async def test_the_log_cannot_be_rewritten_even_by_the_service(enter, database):
    mark = await enter()
    with pytest.raises(DBAPIError):
        async with database.write(SYSTEM) as session:
            await session.execute(text("UPDATE trademark.mark_events SET legal_on = '2001-01-01'"))
    assert mark["filed_on"] == "2013-02-05"


async def test_T01_time_alone_ends_what_nobody_renewed_once(enter, record, database, client):
    mark = (await record(await enter(), "registered", "2010-04-07", expires_on="2020-04-06")).json()
    assert mark["status"] == "expired"
    living = await registered(enter, record)
    database.clock.follow(date(2030, 4, 8) - database.clock.today())
    assert await age_marks(database, database.clock) == 1
    assert (await client.get(f"{PATH}/{living['id']}")).json()["status"] == "in_grace"
    database.clock.follow(database.clock.offset + timedelta(days=250))
    assert await age_marks(database, database.clock) == 1
    assert await age_marks(database, database.clock) == 0
    history = house_table("trademark", "history")
    async with database.read(SYSTEM) as session:
        told = select(history.c.event, history.c.payload["status"].astext, history.c.state_to)
        rows = (
            await session.execute(
                told.where(history.c.object_id == living["id"]).order_by(history.c.sequence)
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("mark.entered", "filed", "filed"),
        ("mark.registered", "registered", "registered"),
        ("mark.status_changed", "in_grace", None),
        ("mark.status_changed", "expired", "expired"),
    ]


def told(organisation, revision, /, event="organisation.registered", **facts: object):
    data = {"facts": facts, "status": "active", "revision": revision}
    return Event(new_id(), "registry", event, organisation, instant(), revision, data)


async def test_marks_follow_their_holder_once_whatever_is_redelivered(client, enter, database):
    organisation = new_id()
    known = {
        "credit_code": "91370828MA3C4G5H68",
        "name": "蒜业公司",
        "current_region": "370828",
        "region_path": "37.3708.370828.",
    }
    async with database.write(SYSTEM) as session:
        await follow_organisation(session, told(organisation, 1, **known))
    mark = await enter(holder={"organisation_id": str(organisation)})
    assert (mark["holder_id"], mark["holder_name"]) == (str(organisation), "蒜业公司")
    moved = told(
        organisation, 2, "organisation.moved", region_path="37.3708.370811.", current_region="370811"
    )
    for event in (moved, moved, told(organisation, 1, **known)):
        async with database.write(SYSTEM) as session:
            await follow_organisation(session, event)
    shown = (await client.get(f"{PATH}/{mark['id']}")).json()
    assert (shown["region_path"], shown["version"]) == ("37.3708.370811.", mark["version"] + 1)


async def test_two_officers_who_record_at_once_leave_one_event_each_under_its_version(
    build, committed_database, officer
):
    database = await committed_database("trademark")
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://trademark.test") as client:
        mark = (await client.post(PATH, json=a_mark(), headers=officer())).json()

        async def one(day) -> int:
            body = {"kind": "registered", "legal_on": day, "source": "商标公告"}
            headers = officer(if_match=mark["version"])
            return (await client.post(f"{PATH}/{mark['id']}/events", json=body, headers=headers)).status_code

        codes = await asyncio.gather(*(one(f"2020-04-0{day}") for day in range(1, 9)))
        assert sorted(codes) == [201, *[412] * 7]
        log = (await client.get(f"{PATH}/{mark['id']}/events")).json()["items"]
    assert len(log) == 2

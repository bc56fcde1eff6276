"""The public register over HTTP: granted by a decision, verified by anybody, suspended, lapsed."""

from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest

from services.review.titles.rules import last_day_of
from shared.codes.roles import Role
from shared.db.ids import new_id
from tests.review.hall import KEEPER, V1, Hall
from tests.review.vault import JINING, YANTAI


@pytest.fixture
async def title(hall: Hall):
    return (await hall.titled(*await hall.ranked()))[0]


async def validity(client: httpx.AsyncClient, number: str) -> str:
    answer = await client.get(f"{V1}/titles/verification", params={"number": number})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["validity"])


async def test_V11_a_title_is_granted_with_the_decision(hall: Hall):
    first, second = await hall.ranked(2)
    one, two = await hall.titled(first, second)
    today = hall.database.clock.today()
    assert [one["number"], two["number"]] == [f"HLWPP-{today.year}-0001", f"HLWPP-{today.year}-0002"]
    assert (one["kind"], one["name_zh"], one["level"]) == ("status", "重点培育企业", "province")
    assert (one["valid_from"], one["valid_to"]) == (str(today), str(last_day_of(today, 2)))
    assert (one["holder_name"], one["organisation_id"]) == (
        first.organisation_name,
        str(first.organisation_id),
    )
    assert (one["state"], one["document_number"]) == ("active", "鲁商字〔2017〕99号")
    granted = (await hall.trail("title", one["id"]))[0]
    assert (granted["event"], granted["audience"]) == ("title.granted", "public")


async def test_V11_anybody_reads_and_filters_the_register(hall: Hall, client: httpx.AsyncClient):
    here, there = (
        *await hall.ranked(),
        *await hall.ranked(region_path=f"{YANTAI}370602.", region_code="370602"),
    )
    mine, other = await hall.titled(here, there)
    asked = {
        "region": "370800",
        "q": here.organisation_name[-8:],
        "holder_id": str(here.organisation_id),
    }
    for name, value in asked.items():
        found = (await client.get(f"{V1}/titles", params={name: value})).json()["items"]
        assert (name, [each["id"] for each in found]) == (name, [mine["id"]])
    both = await client.get(f"{V1}/titles", params={"programme": "internet_plus_brand", "state": "active"})
    assert {each["id"] for each in both.json()["items"]} == {mine["id"], other["id"]}
    assert (await client.get(f"{V1}/titles", params={"programme": "another"})).json()["items"] == []
    shown = await client.get(f"{V1}/titles/{mine['id']}")
    assert (shown.json(), shown.headers["ETag"]) == (mine, f'"{mine["version"]}"')


async def test_a_title_or_region_that_is_not_there(client: httpx.AsyncClient):
    nothing = await client.get(f"{V1}/titles/{new_id()}")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "title_not_found")
    nowhere = await client.get(f"{V1}/titles", params={"region": "999999"})
    assert nowhere.status_code == 422


@pytest.mark.parametrize("number", ["HLWPP-1999-0001", "'; DROP TABLE titles", "假称号", "%", "x" * 60])
async def test_V11_verification_answers_for_any_number(client: httpx.AsyncClient, number: str):
    assert await validity(client, number) == "unknown"


@pytest.mark.parametrize("number", ["", "x" * 61, "\x00"], ids=["nothing", "too long", "NUL"])
async def test_what_cannot_be_a_number_is_told_as_a_fault_of_the_request(
    client: httpx.AsyncClient, number: str
):
    answer = await client.get(f"{V1}/titles/verification", params={"number": number})
    assert answer.status_code in {400, 422}


async def test_V12_a_supervisor_suspends_restores_and_revokes(hall: Hall, title, client: httpx.AsyncClient):
    assert await validity(client, title["number"]) == "valid"
    told = []
    for action in ("suspend", "restore", "suspend", "revoke"):
        answer = await hall.title_step(title, action, hall.supervisor())
        assert answer.status_code == 200, answer.text
        title = answer.json()
        told.append(await validity(client, title["number"]))
    assert told == ["suspended", "valid", "suspended", "revoked"]
    last = (await hall.trail("title", title["id"]))[-1]
    assert (last["event"], last["reason"]) == ("title.revoked", "群众举报核查中。")


async def test_V12_the_holder_gives_a_title_back(hall: Hall, title, client: httpx.AsyncClient):
    answer = await hall.title_step(title, "surrender", hall.applicant(title))
    assert answer.json()["state"] == "surrendered"
    assert await validity(client, title["number"]) == "surrendered"
    gone = await hall.title_step(answer.json(), "suspend", hall.supervisor())
    assert (gone.status_code, gone.json()["code"]) == (409, "action_not_allowed")


async def test_V12_a_title_is_out_of_reach_for_strangers(hall: Hall, title):
    rival = hall.as_(Role.APPLICANT, organisation=new_id())
    for headers, action in ((rival, "surrender"), (hall.supervisor(region=YANTAI), "suspend")):
        refused = await hall.title_step(title, action, headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "title_out_of_reach")
    assert (await hall.title_step(title, "suspend", hall.supervisor(region=JINING))).status_code == 200


@pytest.mark.parametrize(
    ("role", "action"),
    [(Role.APPLICANT, "suspend"), (Role.SUPERVISOR, "surrender"), (Role.SUPERVISOR, "expire")],
)
async def test_each_step_of_a_title_has_its_own_hands(hall: Hall, title, role: Role, action: str):
    organisation = UUID(title["organisation_id"]) if role is Role.APPLICANT else None
    region = None if role is Role.APPLICANT else "37."
    refused = await hall.title_step(title, action, hall.as_(role, organisation=organisation, region=region))
    blockers = refused.json()["blocked"]["blockers"]
    assert blockers[action][0]["code"] == "step_of_another_role"


async def test_a_step_of_a_title_needs_version_reason_and_role(hall: Hall, title):
    path = f"{V1}/titles/{title['id']}/actions"
    body = {"action": "suspend", "reason": "核查"}
    assert (await hall.client.post(path, json=body, headers=hall.supervisor())).status_code == 428
    assert (await hall.client.post(path, json=body, headers=hall.supervisor(if_match=9))).status_code == 412
    bare = await hall.client.post(path, json={"action": "suspend"}, headers=hall.supervisor(if_match=1))
    assert bare.status_code == 422
    chair = await hall.client.post(path, json=body, headers=hall.chair(if_match=1))
    assert (chair.status_code, chair.json()["code"]) == (403, "role_missing")
    assert (await hall.client.post(path, json=body, headers=hall.nobody())).status_code == 401


async def test_V11_titles_lapse_by_the_clock(hall: Hall, client: httpx.AsyncClient):
    active, suspended = await hall.titled(*await hall.ranked(2))
    await hall.title_step(suspended, "suspend", hall.supervisor())
    last = date.fromisoformat(active["valid_to"])
    hall.later(last)
    assert await KEEPER.expire_titles(hall.database, hall.database.clock) == 0
    assert await validity(client, active["number"]) == "valid"
    hall.later(last + timedelta(days=1))
    assert await validity(client, active["number"]) == "expired"
    assert await validity(client, suspended["number"]) == "expired"
    assert await KEEPER.expire_titles(hall.database, hall.database.clock) == 2
    assert await KEEPER.expire_titles(hall.database, hall.database.clock) == 0
    shown = (await client.get(f"{V1}/titles", params={"state": "expired"})).json()["items"]
    assert {each["id"] for each in shown} == {active["id"], suspended["id"]}
    entry = (await hall.trail("title", active["id"]))[-1]
    assert (entry["event"], entry["actor_roles"]) == ("title.expired", ["clock"])


async def test_V11_a_second_valid_title_of_the_programme_is_refused(hall: Hall, title, another_round):
    again = await hall.ranked(
        organisation=UUID(title["organisation_id"]), round_id=another_round.id, state="ranked"
    )
    ready = await hall.approved(await another_notice(hall, another_round, again))
    refused = await hall.issue(ready, "鲁商字〔2018〕1号")
    assert (refused.status_code, refused.json()["code"]) == (409, "title_already_held")
    assert (await hall.case(again[0].id)).state == "in_notice"


async def test_V12_after_the_title_has_lapsed_its_holder_may_win_another(hall: Hall, title, another_round):
    again = await hall.ranked(
        organisation=UUID(title["organisation_id"]), round_id=another_round.id, state="ranked"
    )
    notice = await another_notice(hall, another_round, again)
    hall.later(date.fromisoformat(title["valid_to"]) + timedelta(days=1))
    answer = await hall.issue(await hall.approved(notice), "鲁商字〔2019〕1号")
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def another_round(hall: Hall, a_round, an_edition):
    """A second open round of the same programme."""
    return await hall.another_round(an_edition.programme_id, "2018")


async def another_notice(hall: Hall, another, cases):
    elsewhere = Hall(hall.database, another.id, hall.client, hall.as_)
    return await elsewhere.closed(*cases)

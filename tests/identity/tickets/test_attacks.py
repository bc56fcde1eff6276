"""A platform that lies, is silent, or is played by somebody else; tickets and states that are not good."""

import asyncio
from contextlib import aclosing
from datetime import timedelta

import httpx
import pytest

from tests.identity.front import SECURITY, bootstrapped_on, desk_on, settings_in
from tests.identity.openid.browser import reasons
from tests.identity.tickets.stage import Town, account, bindings, legal, told

CODE = "91370828MA3C4G5H68"
WRONG_DIGIT = "91370828MA3C4G5H69"


def refused(answer):
    assert (answer.status_code, answer.json()["code"]) == (401, "ticket_sign_in_refused"), answer.text


def silent(answer):
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_silent"), answer.text
    assert int(answer.headers["retry-after"]) > 0


async def test_a_state_of_nobody_a_changed_one_and_that_of_another_browser_are_refused(town):
    await town.tells(wang=account(legal(CODE)))
    visit, other = await town.visit(), await town.begun()
    changed = visit.state[:-2] + ("AA" if visit.state[-2:] != "AA" else "BA")
    for more in ({"state": "x"}, {"state": changed}, {"browser_key": other.browser_key}):
        refused(await visit.completed(**more))
    assert await reasons(town.desk) == ["state"] * 3
    assert (await visit.completed()).status_code == 200


async def test_P02_a_ticket_is_used_once_though_the_platform_takes_it_again(town):
    await town.tells(wang=account(legal(CODE)))
    await town.lies({"replays": True})
    visit, other = await town.visit(), await town.begun()
    assert (await visit.completed()).status_code == 200
    refused(await visit.completed())
    refused(await other.completed(state=other.state, ticket=visit.back["ticket"]))
    assert await reasons(town.desk) == ["ticket_used", "state_used"]


async def test_a_ticket_of_nobody_is_refused(town):
    await town.tells(wang=account(legal(CODE)))
    visit = await town.visit()
    refused(await visit.completed(ticket="guessed"))
    assert await reasons(town.desk) == ["ticket"]


async def test_a_sign_in_is_over_after_ten_minutes(town):
    await town.tells(wang=account(legal(CODE)))
    visit = await town.visit()
    town.desk.clock.at += timedelta(minutes=10)
    refused(await visit.completed())
    assert await reasons(town.desk) == ["state"]


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"access_token": "t", "expires_in": 300, "client_id": "somebody-else"}, "audience"),
        ({"access_token": "t", "expires_in": 300}, "token_answer"),
        ({"access_token": "t", "expires_in": 0, "client_id": "lupin"}, "expired"),
        ({"access_token": "t", "expires_in": -5, "client_id": "lupin"}, "expired"),
        ({"access_token": "t", "expires_in": "soon", "client_id": "lupin"}, "token_answer"),
        ({"access_token": "a b\r\nx: y", "expires_in": 300, "client_id": "lupin"}, "token_answer"),
        ({"access_token": ["t"], "expires_in": 300, "client_id": "lupin"}, "token_answer"),
        ({"access_token": "t", "expires_in": 300, "client_id": "lupin"}, "token"),
        ({"code": 500, "message": "票据已失效"}, "ticket"),
    ],
    ids=str,
)
async def test_P02_a_token_that_is_not_for_us_or_not_good_is_refused(town, lie, reason):
    await town.tells(wang=account(legal(CODE)))
    await town.lies({"/token": {"body": lie}})
    refused(await (await town.visit()).completed())
    assert await reasons(town.desk) == [reason]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (account(legal(WRONG_DIGIT), acting_for=WRONG_DIGIT), "acting_for"),
        (account(legal(CODE), acting_for="91370102MA3C4G5H6X"), "acting_for"),
        (account(acting_for=CODE), "acting_for"),
        (account(legal(CODE, relation="admirer"), acting_for=CODE), "acting_for"),
        (account(legal(CODE, valid_until="2016-01-01T00:00:00Z"), acting_for=CODE), "acting_for"),
        (account(legal(CODE, valid_until="tomorrow")), "user_info"),
        (account(*[legal(CODE)] * 201), "user_info"),
        (account(legal(CODE), subject=""), "user_info"),
        (account(legal(CODE), subject=None), "user_info"),
        (account(legal(CODE), subject=["wang"]), "user_info"),
        (account(legal(CODE), name="王\u0000岚"), "user_info"),
        ({"legal_persons": "all of them", "subject": "wang", "name": "王岚"}, "user_info"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
async def test_P02_a_person_whom_the_platform_does_not_describe_as_agreed_gets_no_token(town, said, reason):
    await town.tells(wang=said)
    refused(await (await town.visit()).completed())
    assert await reasons(town.desk) == [reason]
    entered = await town.desk.call(SECURITY, "GET", "/people?provider=province")
    assert entered.json()["items"] == []


async def test_a_credit_code_without_its_check_digit_is_nobodys(town):
    await town.tells(wang=account(legal(WRONG_DIGIT), legal(CODE)))
    assert list(await town.relations(await town.signed_in())) == [CODE]


@pytest.mark.parametrize("path", ["/token", "/userinfo"])
@pytest.mark.parametrize(
    "lie",
    [
        {"status": 302, "headers": {"Location": "/inside"}},
        {"status": 500},
        {"status": 429},
        {"body": ["no", "object"]},
        {"filler": 300_000},
    ],
    ids=str,
)
async def test_an_answer_elsewhere_without_end_or_none_is_silence(town, path, lie):
    """A redirect is followed nowhere: not to ourselves, not to what only we can reach."""
    await town.tells(wang=account(legal(CODE)))
    await town.lies({path: lie})
    silent(await (await town.visit()).completed())
    assert "/inside" not in await town.asked()
    assert await reasons(town.desk) == ["provider_silent"]


async def test_a_platform_that_does_not_answer_is_waited_for_no_longer_than_it_deserves(town, hurried):
    await town.tells(wang=account(legal(CODE)))
    await town.lies({"/userinfo": {"silent": True}})
    visits = [await town.visit() for _ in range(6)]
    for visit in visits:
        silent(await visit.completed())
    asked = [path for path in await town.asked() if path == "/userinfo"]
    assert len(asked) <= 5, "left alone after five failures"
    assert await reasons(hurried) == ["provider_silent"] * 6


async def test_nobody_is_sent_anywhere_but_to_the_address_that_was_set_up(town):
    await town.tells(wang=account(legal(CODE)))
    visit = await town.begun()
    foreign = visit.address.replace("front.test", "evil.test")
    assert (await town.platform.get(f"{foreign}&login=wang")).status_code == 400
    named = {"platform": "province", "redirect_uri": "http://evil.test"}
    answer = await town.desk.http.post("/identity/v1/tickets/sign-ins", json=named)
    assert answer.status_code == 422


async def test_a_blocked_person_stays_out_though_the_platform_vouches(town):
    await town.tells(wang=account(legal(CODE)))
    answer = await town.signed_in()
    person = (await town.relations(answer))[CODE]["person_id"]
    blocked = await town.desk.call(SECURITY, "POST", f"/people/{person}/block", if_match=1)
    assert blocked.status_code == 200, blocked.text
    refused(await (await town.visit()).completed())
    assert await reasons(town.desk) == ["blocked"]
    await town.desk.look()
    assert (await town.acting(answer, None)).status_code == 401


async def test_P02_another_platform_under_the_same_name_is_believed_nothing(town, province, database):
    await town.tells(wang=account(legal(CODE)))
    await town.signed_in()
    moved = told(province, user_info_url="http://elsewhere.test/userinfo")
    desk = await desk_on(database, town.desk.clock, settings_in(ticket_platforms=(moved,)))
    async with desk.http, aclosing(desk.app.state.platforms.outside.http):
        other = Town(desk, town.platform)
        answer = await (await other.visit()).completed()
    assert (answer.status_code, answer.json()["code"]) == (409, "issuer_changed")


async def test_a_platform_with_names_of_its_own_is_read_by_them(province, database, clock):
    names = {
        "subject": "data.user.userId",
        "name": "data.user.userName",
        "legal_persons": "data.corps",
        "credit_code": "uniscid",
        "legal_name": "corpName",
        "relation": "role",
    }
    settings = settings_in(ticket_platforms=(told(province, members=names),))
    desk = await desk_on(database, clock, settings)
    corps = [{"uniscid": CODE, "corpName": "金乡县大蒜产业有限公司", "role": "legal_representative"}]
    said = {"data": {"user": {"userId": "330", "userName": "王岚"}, "corps": corps}}
    async with (
        desk.http,
        aclosing(desk.app.state.platforms.outside.http),
        httpx.AsyncClient(base_url=province) as platform,
    ):
        town = Town(desk, platform)
        await town.lies({})
        await town.tells(wang=said)
        relations = await town.relations(await town.signed_in())
    assert relations[CODE]["relation"] == "legal_representative"


async def test_P02_many_who_complete_one_sign_in_at_once_get_one_token(province, committed_database, clock):
    database = await committed_database("identity")
    settings = settings_in(ticket_platforms=(told(province),))
    await bootstrapped_on(database, settings)
    desk = await desk_on(database, clock, settings)
    async with (
        desk.http,
        aclosing(desk.app.state.platforms.outside.http),
        httpx.AsyncClient(base_url=province) as platform,
    ):
        town = Town(desk, platform)
        await town.lies({"replays": True})
        await town.tells(wang=account(legal(CODE)))
        visit, others = await town.visit(), [await town.begun() for _ in range(3)]
        ticket = visit.back["ticket"]
        answers = await asyncio.gather(
            *(visit.completed() for _ in range(5)),
            *(other.completed(state=other.state, ticket=ticket) for other in others),
        )
    granted = [answer for answer in answers if answer.status_code == 200]
    assert len(granted) == 1
    assert bindings(granted[0]) == []
    assert {answer.status_code for answer in answers} == {200, 401}

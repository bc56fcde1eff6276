"""Rounds over HTTP: planned from an edition, opened with quotas, extended with a reason."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from services.review.programmes.models import Edition, Programme
from services.review.rounds.dependencies import desk_of
from services.review.rounds.errors import QuotaReached
from services.review.rounds.models import Quota, Round
from services.review.rounds.repository import Quotas
from shared.codes.holidays import seed_working_calendar
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.testing.database import RolledBackDatabase

V1 = "/review/v1"
CALENDAR = seed_working_calendar()


@pytest.fixture
def officer(as_: Any) -> Any:
    return lambda **more: as_(Role.PROGRAMME_OFFICER, region="37.", **more)


@pytest.fixture
async def planned(
    client: httpx.AsyncClient, officer: Any, a_programme: Programme, an_edition: Edition, database: Any
) -> dict[str, Any]:
    body = {"programme_id": str(a_programme.id), "code": "2017-2", "opens_on": str(database.clock.today())}
    answer = await client.post(f"{V1}/rounds", json=body, headers=officer())
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_V03_a_planned_round_has_its_whole_chain(client: Any, planned: dict[str, Any]):
    shown = (await client.get(f"{V1}/rounds/{planned['id']}")).json()
    steps = [deadline["step"] for deadline in shown["deadlines"]]
    assert steps == [
        "application",
        "recommendation",
        "acceptance",
        "declaration",
        "scoring",
        "notice",
        "decision",
    ]
    first = CALENDAR.add_working_days(date.fromisoformat(planned["opens_on"]), 20).day
    assert shown["deadlines"][0]["due_on"] == str(first)
    assert shown["state"] == "planned"
    assert "current_step" not in shown


async def test_opening_lays_out_a_quota_for_each_city_and_division(
    client: Any, officer: Any, planned: dict[str, Any]
):
    opened = await client.post(
        f"{V1}/rounds/{planned['id']}/actions", json={"action": "open"}, headers=officer(if_match=1)
    )
    assert (opened.json()["state"], opened.json()["current_step"]) == ("open", "application")
    answer = await client.get(f"{V1}/rounds/{planned['id']}/quotas", headers=officer())
    caps = {(each["dimension"], each["key"]): each["cap"] for each in answer.json()["items"]}
    assert caps["recommended", "37.3708."] == 20
    assert caps["recommended", "foreign_trade_division"] == 60
    assert caps["selected", "all"] == caps["recognised", "all"] == 50
    assert len([key for dimension, key in caps if dimension == "recommended" and key[0].isdigit()]) == 16


async def test_a_round_of_the_future_opens_on_its_day_only(
    client: Any, officer: Any, a_programme: Programme, an_edition: Edition, database: RolledBackDatabase
):
    opens_on = database.clock.today() + timedelta(days=30)
    body = {"programme_id": str(a_programme.id), "code": "LATER", "opens_on": str(opens_on), "edition": 1}
    made = (await client.post(f"{V1}/rounds", json=body, headers=officer())).json()
    path = f"{V1}/rounds/{made['id']}/actions"
    early = await client.post(path, json={"action": "open"}, headers=officer(if_match=1))
    assert (early.status_code, early.json()["code"]) == (409, "action_not_allowed")
    assert early.json()["blocked"]["blockers"]["open"][0]["code"] == "opening_day_ahead"
    offers = (await client.get(path, headers=officer())).json()["actions"]
    assert {offer["action"]: offer["open"] for offer in offers} == {"open": False, "cancel": True}
    database.clock.follow(timedelta(days=30))
    opened = await client.post(path, json={"action": "open"}, headers=officer(if_match=1))
    assert opened.json()["state"] == "open"


async def test_an_extension_needs_a_reason_and_moves_the_later_days(
    client: Any, officer: Any, a_round: Round, database: RolledBackDatabase
):
    before = (await client.get(f"{V1}/rounds/{a_round.id}")).json()["deadlines"]
    day = CALENDAR.add_working_days(date.fromisoformat(before[0]["due_on"]), 3).day
    path = f"{V1}/rounds/{a_round.id}/deadlines/application"
    nameless = await client.put(path, json={"due_on": str(day)}, headers=officer(if_match=a_round.version))
    assert nameless.json()["errors"][0]["pointer"] == "/reason"
    body = {"due_on": str(day), "reason": "系统维护"}
    answer = await client.put(path, json=body, headers=officer(if_match=a_round.version))
    after = answer.json()["deadlines"]
    assert [link["due_on"] for link in after] == [
        str(CALENDAR.add_working_days(date.fromisoformat(link["due_on"]), 3).day) for link in before
    ]
    async with database.read(SYSTEM) as session:
        entry = (await Trail(session).of("round", a_round.id))[-1]
    assert (entry.event, entry.audience, entry.reason) == ("round.deadline_extended", "public", "系统维护")


@pytest.mark.parametrize(
    ("shift", "code"), [(-1, "day_not_later"), (0, "day_not_later"), ("weekend", "day_not_worked")]
)
async def test_an_extension_to_an_unfit_day_is_refused(
    client: Any, officer: Any, a_round: Round, shift: Any, code: str
):
    due = date.fromisoformat((await client.get(f"{V1}/rounds/{a_round.id}")).json()["deadlines"][0]["due_on"])
    rest = next(d for n in range(1, 9) if not CALENDAR.is_working(d := due + timedelta(days=n)))
    day = rest if shift == "weekend" else due + timedelta(days=shift)
    answer = await client.put(
        f"{V1}/rounds/{a_round.id}/deadlines/application",
        json={"due_on": str(day), "reason": "x"},
        headers=officer(if_match=a_round.version),
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


async def test_a_deadline_that_passed_is_not_extended(
    client: Any, officer: Any, a_round: Round, database: RolledBackDatabase
):
    database.clock.follow(timedelta(days=60))
    day = CALENDAR.add_working_days(database.clock.today(), 5).day
    path = f"{V1}/rounds/{a_round.id}/deadlines/application"
    answer = await client.put(
        path, json={"due_on": str(day), "reason": "x"}, headers=officer(if_match=a_round.version)
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "deadline_passed")


async def test_V06_a_city_gets_more_places_but_never_fewer_than_it_took(
    client: Any, officer: Any, a_round: Round, database: RolledBackDatabase
):
    async with database.write(SYSTEM) as session:
        await session.execute(update(Quota).where(Quota.key == "37.3708.").values(taken=12))
    path = f"{V1}/rounds/{a_round.id}/quotas/recommended/37.3708."
    few = await client.put(path, json={"cap": 11, "reason": "x"}, headers=officer(if_match=a_round.version))
    assert (few.status_code, few.json()["code"]) == (409, "quota_below_taken")
    more = await client.put(path, json={"cap": 25, "reason": "x"}, headers=officer(if_match=a_round.version))
    (quota,) = (each for each in more.json()["items"] if each["key"] == "37.3708.")
    assert (quota["cap"], quota["taken"], quota["room"]) == (25, 12, 13)
    stale = await client.put(path, json={"cap": 26, "reason": "x"}, headers=officer(if_match=a_round.version))
    assert stale.status_code == 412


async def test_the_cap_of_selection_is_not_an_officer_s_to_change(client: Any, officer: Any, a_round: Round):
    path = f"{V1}/rounds/{a_round.id}/quotas/recommended/all"
    answer = await client.put(
        path, json={"cap": 60, "reason": "x"}, headers=officer(if_match=a_round.version)
    )
    assert answer.json()["code"] == "quota_not_found"


async def test_V08_the_place_beyond_the_cap_is_refused(a_round: Round, database: RolledBackDatabase):
    async with database.write(SYSTEM) as session:
        quotas = Quotas(session)
        for _ in range(50):
            await quotas.take(a_round.id, "selected")
        with pytest.raises(QuotaReached):
            await quotas.take(a_round.id, "selected")
        await quotas.give_back(a_round.id, "selected")
        assert await quotas.room(a_round.id, "selected") == 1


async def test_rounds_are_run_by_officers_of_the_owner_region_only(client: Any, as_: Any, a_round: Round):
    elsewhere = as_(Role.PROGRAMME_OFFICER, region="35.", if_match=a_round.version)
    path = f"{V1}/rounds/{a_round.id}/actions"
    answer = await client.post(path, json={"action": "close"}, headers=elsewhere)
    assert (answer.status_code, answer.json()["code"]) == (403, "run_by_another_region")
    city = as_(Role.CITY_OFFICER, region="37.3708.", if_match=a_round.version)
    assert (await client.post(path, json={"action": "close"}, headers=city)).json()["code"] == "role_missing"


async def test_everybody_reads_rounds_and_filters_them(client: Any, a_round: Round, planned: dict[str, Any]):
    listed = (await client.get(f"{V1}/rounds?state=planned&include_total=true")).json()
    assert [each["id"] for each in listed["items"]] == [planned["id"]]
    assert listed["total"] == 1
    mine = (await client.get(f"{V1}/rounds?programme_id={a_round.programme_id}")).json()
    assert {each["code"] for each in mine["items"]} == {"2017", "2017-2"}
    assert (await client.get(f"{V1}/rounds/{a_round.edition_id}")).json()["code"] == "round_not_found"


async def test_a_round_is_refused_in_the_past_twice_and_without_an_edition(
    client: Any, officer: Any, planned: dict[str, Any], database: RolledBackDatabase
):
    yesterday = str(database.clock.today() - timedelta(days=1))
    body = {"programme_id": planned["programme_id"], "code": "PAST", "opens_on": yesterday}
    past = await client.post(f"{V1}/rounds", json=body, headers=officer())
    assert past.json()["errors"][0]["code"] == "day_in_the_past"
    body |= {"code": planned["code"], "opens_on": planned["opens_on"]}
    assert (await client.post(f"{V1}/rounds", json=body, headers=officer())).json()[
        "code"
    ] == "round_code_taken"


async def test_reminders_are_told_once_each(a_round: Round, database: RolledBackDatabase):
    told = []
    for days in (0, 22, 0, 10):
        database.clock.follow(database.clock.offset + timedelta(days=days))
        async with database.write(SYSTEM) as session:
            told.append(await desk_of(session).remind(a_round.id))
    assert told[0] == 0
    assert sum(told) >= 2
    assert told[2] == 0


async def test_a_cancelled_round_takes_no_change(client: Any, officer: Any, planned: dict[str, Any]):
    path = f"{V1}/rounds/{planned['id']}"
    body = {"action": "cancel", "reason": "本年度不再组织"}
    done = await client.post(f"{path}/actions", json=body, headers=officer(if_match=1))
    assert done.json()["state"] == "cancelled"
    change = {"cap": 1, "reason": "x"}
    answer = await client.put(f"{path}/quotas/recommended/37.3708.", json=change, headers=officer(if_match=2))
    assert answer.json()["code"] == "round_ended"

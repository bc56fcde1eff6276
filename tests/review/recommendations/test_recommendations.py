"""Cities and divisions recommend within their quotas (V06)."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text, update

from services.review.rounds.models import Quota
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Binding, Caller, CallerKind
from shared.db.work import Database
from tests.review.walk import JINING, PATH, Walk

ROUNDS = "/review/v1/rounds"


async def narrow(walk: Walk, *, cap: int, key: str = JINING) -> None:
    """Leave an authority with so many places."""
    async with walk.database.write(SYSTEM) as session:
        await session.execute(update(Quota).where(Quota.key == key).values(cap=cap))


async def taken(walk: Walk, key: str = JINING) -> int:
    async with walk.database.read(SYSTEM) as session:
        asked = text("SELECT taken FROM review.quotas WHERE key = :key AND dimension = 'recommended'")
        return int(await session.scalar(asked, {"key": key}))


def item(case: dict[str, Any], rank: int) -> dict[str, Any]:
    return {"application_id": case["id"], "version": case["version"], "rank": rank, "opinion": "同意推荐。"}


async def test_V06_a_recommendation_takes_a_place_and_a_rank(walk: Walk):
    case = await walk.submitted()
    answer = await walk.recommend(case, 3)
    assert answer.status_code == 201, answer.text
    assert answer.json()["rank"] == 3
    assert answer.json()["number"] == case["number"]
    assert (await walk.look(case))["state"] == "recommended"
    assert await taken(walk) == 1


async def test_V06_over_the_quota_nothing_is_recommended(walk: Walk):
    await narrow(walk, cap=1)
    await walk.recommended()
    second = await walk.submitted()
    answer = await walk.recommend(second, 2)
    assert (answer.status_code, answer.json()["code"]) == (409, "quota_reached")
    assert (await walk.look(second))["state"] == "submitted"


async def test_a_rank_is_given_once(walk: Walk):
    await walk.recommended(1)
    answer = await walk.recommend(await walk.submitted(), 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "rank_taken")


async def test_a_division_recommends_its_own_category(walk: Walk):
    case = await walk.submitted(category="export_enterprise")
    url, body = f"{PATH}/{case['id']}/recommendations", {"rank": 1, "opinion": "同意推荐。"}
    refused = await walk.recommend(case)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_candidate")
    other = walk.as_(
        Role.DIVISION_OFFICER,
        region="37.",
        division="commerce_development_division",
        if_match=case["version"],
    )
    assert (await walk.client.post(url, json=body, headers=other)).status_code == 404
    own = walk.as_(
        Role.DIVISION_OFFICER, region="37.", division="foreign_trade_division", if_match=case["version"]
    )
    assert (await walk.client.post(url, json=body, headers=own)).status_code == 201


async def test_the_time_for_recommending_ends(walk: Walk):
    case = await walk.submitted()
    async with walk.database.write(SYSTEM) as session:
        await session.execute(
            text("UPDATE review.deadlines SET due_on = '2017-03-31' WHERE step = 'recommendation'")
        )
    answer = await walk.recommend(case)
    assert answer.json()["blocked"]["blockers"]["recommend"][0]["code"] == "recommendation_time_over"


async def test_a_withdrawal_frees_place_and_rank(walk: Walk):
    case = await walk.recommended(1)
    answer = await walk.client.post(
        f"{PATH}/{case['id']}/withdrawals", json={"reason": "不再申报。"}, headers=walk.mine(case)
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "withdrawn"
    assert await taken(walk) == 0
    assert (await walk.recommend(await walk.submitted(), 1)).status_code == 201


async def test_a_declined_application_keeps_its_reason_and_holds_no_place(walk: Walk):
    case = await walk.submitted()
    answer = await walk.client.post(
        f"{PATH}/{case['id']}/declines", json={"reason": "材料不实。"}, headers=walk.city(case)
    )
    assert answer.json()["state"] == "not_recommended"
    history = await walk.client.get(f"{PATH}/{case['id']}/history", headers=walk.mine(case))
    last = history.json()["items"][-1]
    assert (last["transition"], last["reason"], "actor" in last) == ("decline", "材料不实。", False)
    assert await taken(walk) == 0


async def test_a_list_is_recommended_whole_or_not_at_all(walk: Walk):
    first, second, third = [await walk.submitted() for _ in range(3)]
    await narrow(walk, cap=2)
    url = f"{ROUNDS}/{walk.round_id}/recommendations"
    too_many = {"items": [item(first, 1), item(second, 2), item(third, 3)]}
    refused = await walk.client.post(url, json=too_many, headers=walk.city(first))
    assert (refused.status_code, refused.json()["code"]) == (409, "quota_reached")
    assert await taken(walk) == 0
    fits = await walk.client.post(
        url, json={"items": [item(first, 2), item(second, 1)]}, headers=walk.city(first)
    )
    assert fits.status_code == 201, fits.text
    assert [each["application_id"] for each in fits.json()["items"]] == [second["id"], first["id"]]


async def test_a_list_that_names_an_application_twice_is_refused(walk: Walk):
    case = await walk.submitted()
    answer = await walk.client.post(
        f"{ROUNDS}/{walk.round_id}/recommendations",
        json={"items": [item(case, 1), item(case, 2)]},
        headers=walk.city(case),
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/items/1/application_id")


async def test_a_new_order_exchanges_ranks_and_names_everybody(walk: Walk):
    cases = [await walk.recommended(rank) for rank in (1, 2, 3)]
    url = f"{ROUNDS}/{walk.round_id}/recommendation-orders"
    ids = [case["id"] for case in cases]
    half = await walk.client.post(
        url, json={"authority": JINING, "application_ids": ids[:2]}, headers=walk.city(cases[0])
    )
    assert (half.status_code, half.json()["code"]) == (422, "order_not_whole")
    turned = await walk.client.post(
        url, json={"authority": JINING, "application_ids": ids[::-1]}, headers=walk.city(cases[0])
    )
    assert turned.status_code == 201, turned.text
    listed = await walk.client.get(f"{ROUNDS}/{walk.round_id}/recommendations", headers=walk.city(cases[0]))
    assert [each["application_id"] for each in listed.json()["items"]] == ids[::-1]


async def test_another_city_sees_none_of_the_candidates(walk: Walk):
    case = await walk.recommended()
    listed = await walk.client.get(
        f"{ROUNDS}/{walk.round_id}/recommendations", headers=walk.city(case, region="37.3701.")
    )
    assert listed.json()["items"] == []


async def test_V06_the_last_place_of_a_city_goes_to_one_of_many_callers(walk_committed: Walk):
    walk = walk_committed
    await narrow(walk, cap=2)
    cases = [await walk.submitted() for _ in range(8)]
    answers = await asyncio.gather(*(walk.recommend(case, rank) for rank, case in enumerate(cases, start=1)))
    assert sorted(each.status_code for each in answers) == [201] * 2 + [409] * 6
    assert await taken(walk) == 2


@pytest.mark.parametrize(
    ("role", "binding", "seen"),
    [
        (Role.CITY_OFFICER, {"region": JINING}, True),
        (Role.CITY_OFFICER, {"region": "37.3701."}, False),
        (Role.SUPERVISOR, {"region": "37."}, True),
        (Role.EXPERT, {}, False),
        (Role.PUBLIC, {}, False),
    ],
)
async def test_row_security_of_recommendations(
    walk: Walk, database: Database, role: Role, *, binding: dict[str, Any], seen: bool
):
    await walk.recommended()
    caller = Caller(CallerKind.PERSON, "somebody", bindings=(Binding(role, **binding),))
    async with database.read(caller) as session:
        assert bool(await session.scalar(text("SELECT count(*) FROM review.recommendations"))) is seen

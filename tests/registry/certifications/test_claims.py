"""Claims over HTTP, and two people at once."""

import asyncio

import httpx
import pytest

from services.registry.certifications.workflow import WORKFLOW, ClaimState
from shared.codes.roles import Role
from shared.testing.workflow import assert_only_the_table_moves
from tests.registry.conftest import JINING, PROVINCE, YANTAI, a_file, an_organisation

PATH = "/registry/v1/certifications"


class _Stranger:
    evidence = ()
    by_officer_of_the_claim = False


async def ask(client, as_, database, organisation, subject):
    body = {
        "organisation_id": organisation["id"],
        "statement": "本人受法定代表人委托办理",
        "evidence": [await a_file(database, subject)],
    }
    return await client.post(PATH, json=body, headers=as_(subject=subject))


@pytest.fixture
def claim(client, as_, database):
    async def made(organisation, subject) -> dict:
        answer = await ask(client, as_, database, organisation, subject)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return made


async def step(client, as_, made, action, **given: str):
    now = (await client.get(f"{PATH}/{made['id']}", headers=as_(Role.CITY_OFFICER, region=JINING))).json()
    body = {"action": action, **({"reason": given["reason"]} if "reason" in given else {})}
    headers = as_(
        given.get("role", Role.CITY_OFFICER),
        region=given.get("region", JINING),
        subject=given.get("subject"),
        if_match=now["version"],
    )
    return await client.post(f"{PATH}/{made['id']}/actions", json=body, headers=headers)


async def certified(client, organisation):
    return (await client.get(f"/registry/v1/directory/{organisation['id']}")).json()["certified"]


def test_only_the_table_moves_a_claim():
    assert_only_the_table_moves(WORKFLOW, _Stranger())


async def test_R03_a_claim_is_verified_by_the_city_and_certifies(client, as_, register, claim):
    organisation = await register()
    made = await claim(organisation, "wang")
    assert made["state"] == "claimed"
    assert not await certified(client, organisation)
    answer = await step(client, as_, made, "verify")
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "verified"
    assert await certified(client, organisation)


async def test_the_claimant_follows_the_own_claim_and_others_do_not(client, as_, register, claim):
    made = await claim(await register(), "wang")
    own = await client.get(f"{PATH}/{made['id']}", headers=as_(subject="wang"))
    assert own.json()["state"] == "claimed"
    assert (await client.get(f"{PATH}/{made['id']}", headers=as_(subject="li"))).status_code == 404
    elsewhere = await client.get(f"{PATH}/{made['id']}", headers=as_(Role.CITY_OFFICER, region=YANTAI))
    assert elsewhere.status_code == 404
    waiting = await client.get(PATH, headers=as_(Role.CITY_OFFICER, region=JINING))
    assert [item["id"] for item in waiting.json()["items"]] == [made["id"]]


async def test_the_evidence_is_a_file_of_the_claimant_that_the_officer_may_then_read(
    client, as_, register, claim, database
):
    made = await claim(await register(), "wang")
    path = f"/registry/v1/files/{made['evidence'][0]}"
    assert (await client.get(path, headers=as_(Role.CITY_OFFICER, region=JINING))).status_code == 200
    assert (await client.get(path, headers=as_(Role.CITY_OFFICER, region=YANTAI))).status_code == 404
    stolen = {
        "organisation_id": made["organisation_id"],
        "statement": "代办",
        "evidence": [await a_file(database, "li")],
    }
    refused = await client.post(PATH, json=stolen, headers=as_(subject="zhao"))
    assert refused.json()["code"] == "file_unknown"


async def test_a_rejection_says_why(client, as_, register, claim):
    made = await claim(await register(), "wang")
    silent = await step(client, as_, made, "reject")
    assert silent.status_code == 422
    assert silent.json()["code"] == "reason_required"
    answer = await step(client, as_, made, "reject", reason="执照已注销")
    assert (answer.json()["state"], answer.json()["reason"]) == ("rejected", "执照已注销")


async def test_nobody_verifies_the_own_claim(client, as_, register, claim):
    made = await claim(await register(), "officer-1")
    answer = await step(client, as_, made, "verify", subject="officer-1")
    assert answer.status_code == 409
    assert answer.json()["blocked"]["blockers"]["verify"][0]["code"] == "own_claim"


async def test_two_claimants_are_a_dispute_that_one_wins(client, as_, register, claim):
    organisation = await register()
    first = await claim(organisation, "wang")
    second = await claim(organisation, "li")
    assert second["state"] == "disputed"
    shown = await client.get(f"{PATH}/{first['id']}", headers=as_(subject="wang"))
    assert shown.json()["state"] == "disputed"
    refused = await step(client, as_, first, "verify")
    assert refused.json()["blocked"]["allowed"] == ["award", "dismiss"]
    won = await step(client, as_, second, "award", reason="授权书有效")
    assert won.json()["state"] == "verified"
    lost = await client.get(f"{PATH}/{first['id']}", headers=as_(subject="wang"))
    assert lost.json()["state"] == "superseded"
    assert await certified(client, organisation)


async def test_a_dispute_with_one_side_left_is_none(client, as_, register, claim):
    organisation = await register()
    first = await claim(organisation, "wang")
    second = await claim(organisation, "li")
    assert (await step(client, as_, second, "dismiss", reason="无授权")).json()["state"] == "rejected"
    shown = await client.get(f"{PATH}/{first['id']}", headers=as_(subject="wang"))
    assert shown.json()["state"] == "claimed"


async def test_a_claimant_withdraws_and_may_not_claim_twice(client, as_, register, claim, database):
    organisation = await register()
    made = await claim(organisation, "wang")
    again = await ask(client, as_, database, organisation, "wang")
    assert again.json()["code"] == "already_claimed"
    gone = await client.post(
        f"{PATH}/{made['id']}/actions",
        json={"action": "withdraw"},
        headers=as_(subject="wang", if_match=made["version"]),
    )
    assert gone.json()["state"] == "withdrawn", gone.text


async def test_a_challenger_takes_over_from_a_verified_claimant(client, as_, register, claim):
    organisation = await register()
    holder = await claim(organisation, "wang")
    await step(client, as_, holder, "verify")
    challenger = await claim(organisation, "li")
    assert challenger["state"] == "disputed"
    await step(client, as_, challenger, "award", reason="法定代表人变更")
    shown = await client.get(f"{PATH}/{holder['id']}", headers=as_(subject="wang"))
    assert shown.json()["state"] == "superseded"


async def test_a_revoked_certification_is_gone(client, as_, register, claim):
    organisation = await register()
    made = await claim(organisation, "wang")
    await step(client, as_, made, "verify")
    await step(client, as_, made, "revoke", reason="材料虚假")
    assert not await certified(client, organisation)


async def test_an_open_claim_blocks_the_dissolution(client, as_, register, claim):
    organisation = await register()
    await claim(organisation, "wang")
    answer = await client.post(
        f"/registry/v1/organisations/{organisation['id']}/dissolution",
        json={"reason": "注销"},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert answer.status_code == 409
    assert answer.json()["blocked"]["blockers"]["dissolve"][0]["code"] == "claims_are_open"


async def test_of_many_claims_at_once_one_at_most_is_verified(committed_database, build, as_):
    database = await committed_database("registry")
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as client:
        made = await client.post(
            "/registry/v1/organisations",
            json=an_organisation(),
            headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE),
        )
        organisation = made.json()
        asked = await asyncio.gather(
            *(ask(client, as_, database, organisation, f"person-{n}") for n in range(5))
        )
        claims = [answer.json() for answer in asked]
        tried = await asyncio.gather(
            *(step(client, as_, each, "award", reason="证据充分") for each in claims)
        )
        assert {answer.status_code for answer in tried} <= {200, 409, 412}
        officer = as_(Role.CITY_OFFICER, region=JINING)
        states = [
            (await client.get(f"{PATH}/{each['id']}", headers=officer)).json()["state"] for each in claims
        ]
        assert states.count(ClaimState.VERIFIED) == 1
        assert states.count(ClaimState.SUPERSEDED) == 4


async def test_what_an_officer_may_do_with_a_claim_is_told_beforehand(client, as_, register, claim):
    made = await claim(await register(), "wang")
    path = f"{PATH}/{made['id']}/actions"
    city = (await client.get(path, headers=as_(Role.CITY_OFFICER, region=JINING))).json()
    own = (await client.get(path, headers=as_(subject="wang"))).json()
    assert {each["action"] for each in city["actions"] if each["open"]} == {"verify", "reject"}
    assert "verify" not in {each["action"] for each in own["actions"] if each["open"]}

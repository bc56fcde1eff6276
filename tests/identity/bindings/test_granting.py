import asyncio
from datetime import timedelta

import pytest
from jose import jwt

from shared.db.ids import new_id
from tests.identity.front import SECURITY, SYSTEM_ADMIN, Desk

SOME_ID = "01938a6e-0b5a-7cc1-8a55-6d3f0f0a9b11"
OFFICER = {"role": "city_officer", "region_path": "37.3708."}


async def grant(desk: Desk, who: str, person: str, role: dict[str, object]):
    return await desk.call(who, "POST", "/bindings", json={"person_id": person, **role})


async def bindings_in_token(desk: Desk, subject: str) -> list[dict[str, str]]:
    token = (await desk.bearer(subject))["Authorization"].removeprefix("Bearer ")
    found: list[dict[str, str]] = jwt.get_unverified_claims(token)["lupin"]["bindings"]
    return found


async def test_P02_a_granted_role_is_in_the_next_token(desk):
    person = await desk.person("wang")
    made = await grant(desk, SECURITY, person["id"], OFFICER)
    assert made.status_code == 201, made.text
    assert made.json()["state"] == "granted"
    assert await bindings_in_token(desk, "wang") == [{"role": "city_officer", "region": "37.3708."}]


async def test_P02_a_revoked_role_ends_the_tokens_that_carry_it(desk):
    person = await desk.person("wang", {"role": "auditor", "region_path": ""})
    old = await desk.bearer("wang")
    assert (await desk.http.get("/identity/v1/people", headers=old)).status_code == 200
    listed = (await desk.call(SECURITY, "GET", f"/bindings?person_id={person['id']}")).json()["items"]
    path = f"/bindings/{listed[0]['id']}/revoke"
    desk.clock.at += timedelta(milliseconds=5)
    gone = await desk.call(SECURITY, "POST", path, json={"reason": "岗位调整"}, if_match=1)
    assert (gone.status_code, gone.json()["state"]) == (200, "revoked")
    await desk.look()
    refused = await desk.http.get("/identity/v1/people", headers=old)
    assert (refused.status_code, refused.json()["code"]) == (401, "token_revoked")
    desk.clock.at += timedelta(milliseconds=5)
    assert await bindings_in_token(desk, "wang") == []
    again = await desk.call(SECURITY, "POST", path, json={"reason": "again"}, if_match=2)
    assert (again.status_code, again.json()["code"]) == (409, "action_not_allowed")
    stale = await desk.call(SECURITY, "POST", path, json={"reason": "again"}, if_match=1)
    assert stale.status_code == 412


async def test_a_binding_counts_within_its_validity_and_ends_the_token_with_it(desk):
    now = desk.app.state.database.clock.now()
    person = await desk.person("wang")
    times = {"valid_until": (now + timedelta(seconds=300)).isoformat()}
    later = {"valid_from": (now + timedelta(days=1)).isoformat(), "role": "editor"}
    assert (await grant(desk, SECURITY, person["id"], {**OFFICER, **times})).status_code == 201
    assert (await grant(desk, SECURITY, person["id"], later)).status_code == 201
    answer = (await desk.sign_in("wang")).json()
    assert 290 <= answer["expires_in"] <= 300
    assert len(await bindings_in_token(desk, "wang")) == 1
    desk.app.state.database.clock.follow(timedelta(seconds=301))
    assert await bindings_in_token(desk, "wang") == []


@pytest.mark.parametrize(
    ("role", "code", "pointer"),
    [
        ({"role": "city_officer"}, "region_required", "/region_path"),
        ({"role": "city_officer", "region_path": "37."}, "region_of_another_level", "/region_path"),
        ({"role": "county_officer", "region_path": "37.3708."}, "region_of_another_level", "/region_path"),
        ({"role": "city_officer", "region_path": "37.9999."}, "region_unknown", "/region_path"),
        ({"role": "city_officer", "region_path": "3708."}, "region_unknown", "/region_path"),
        ({"role": "applicant"}, "organisation_required", "/organisation_id"),
        ({"role": "expert", "organisation_id": SOME_ID}, "organisation_unwanted", "/organisation_id"),
        ({"role": "expert", "region_path": "37."}, "region_unwanted", "/region_path"),
        ({"role": "clock"}, "role_not_grantable", "/role"),
        ({"role": "public"}, "role_not_grantable", "/role"),
        ({"role": "sibling", "region_path": ""}, "role_not_grantable", "/role"),
        ({"role": "division_officer", "region_path": "37."}, "division_of_division_officers", "/division"),
        ({"role": "expert", "division": "foreign_trade"}, "division_of_division_officers", "/division"),
    ],
    ids=str,
)
async def test_a_role_is_bound_to_what_it_is_for(desk, role, code, pointer):
    person = await desk.person("wang")
    answer = await grant(desk, SECURITY, person["id"], role)
    assert (answer.status_code, answer.json()["code"]) == (422, "binding_misplaced")
    assert [(e["code"], e["pointer"]) for e in answer.json()["errors"]] == [(code, pointer)]


@pytest.mark.parametrize(
    "role",
    [
        {"role": "programme_officer", "region_path": "37."},
        {"role": "county_officer", "region_path": "37.3708.370811."},
        {"role": "division_officer", "region_path": "37.", "division": "foreign_trade"},
        {"role": "applicant", "organisation_id": SOME_ID},
        {"role": "recognition_chair", "region_path": "37.", "programme_id": SOME_ID},
        {"role": "expert"},
    ],
    ids=str,
)
async def test_every_kind_of_role_can_be_granted(desk, role):
    person = await desk.person("wang")
    answer = await grant(desk, SECURITY, person["id"], role)
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert role.items() <= shown.items()
    twice = await grant(desk, SECURITY, person["id"], role)
    assert (twice.status_code, twice.json()["code"]) == (409, "binding_exists")


async def test_nobody_grants_to_oneself(desk):
    people = (await desk.call(SECURITY, "GET", f"/people?subject={SECURITY}")).json()["items"]
    answer = await grant(desk, SECURITY, people[0]["id"], {"role": "expert"})
    assert (answer.status_code, answer.json()["code"]) == (403, "grant_to_oneself")


async def test_only_the_security_administrator_grants(desk):
    person = await desk.person("wang")
    answer = await grant(desk, SYSTEM_ADMIN, person["id"], OFFICER)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


@pytest.mark.parametrize("second", [{"role": "audit_administrator"}, OFFICER, {"role": "expert"}], ids=str)
async def test_an_administrator_holds_nothing_else(desk, second):
    person = await desk.person("wang", {"role": "system_administrator"})
    answer = await grant(desk, SECURITY, person["id"], second)
    assert (answer.status_code, answer.json()["code"]) == (409, "duties_not_separate")


async def test_P02_two_administrator_roles_are_never_one_persons_even_when_granted_at_once(committed_desk):
    desk = committed_desk
    person = await desk.person("wang")
    headers = await desk.bearer(SECURITY)
    roles = ["system_administrator", "security_administrator", "audit_administrator", "expert"] * 3

    async def attack(role: str) -> int:
        body = {"person_id": person["id"], "role": role}
        keyed = {**headers, "Idempotency-Key": str(new_id())}
        return (await desk.http.post("/identity/v1/bindings", json=body, headers=keyed)).status_code

    outcomes = await asyncio.gather(*(attack(role) for role in roles))
    assert sorted(set(outcomes)) == [201, 409]
    held = (await desk.call(SECURITY, "GET", f"/bindings?person_id={person['id']}&state=granted")).json()
    assert outcomes.count(201) == len(held["items"]) == 1


async def test_a_token_that_races_a_revocation_never_outlives_it(committed_desk):
    """Issued before: the revocation names it. Issued after: it does not carry the role."""
    desk = committed_desk
    person = await desk.person("wang", OFFICER)
    listed = (await desk.call(SECURITY, "GET", f"/bindings?person_id={person['id']}")).json()["items"]
    security = {**await desk.bearer(SECURITY), "If-Match": '"1"'}
    path = f"/identity/v1/bindings/{listed[0]['id']}/revoke"
    tokens, _ = await asyncio.gather(
        asyncio.gather(*(desk.sign_in("wang") for _ in range(6))),
        desk.http.post(path, json={"reason": "race"}, headers=security),
    )
    await desk.look()
    board = desk.app.state.revocations
    for answer in tokens:
        claims = jwt.get_unverified_claims(answer.json()["access_token"])
        carries = bool(claims["lupin"]["bindings"])
        entries, _ = await board.page(0, wait=0)
        named = [
            e for e in entries if e.value == person["id"] and claims["lupin"]["issued_ms"] <= e.before_ms
        ]
        assert not carries or named


async def test_a_binding_names_one_principal_and_times_in_order(desk):
    person = await desk.person("wang")
    both = {"person_id": person["id"], "client_id": SOME_ID, "role": "expert"}
    answer = await desk.call(SECURITY, "POST", "/bindings", json=both)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "one_principal")
    times = {"valid_from": "2027-01-02T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z"}
    answer = await grant(desk, SECURITY, person["id"], {"role": "expert", **times})
    assert answer.json()["errors"][0]["code"] == "times_out_of_order"
    answer = await grant(desk, SECURITY, SOME_ID, {"role": "expert"})
    assert (answer.status_code, answer.json()["code"]) == (404, "person_unknown")


async def test_a_binding_is_read_by_whoever_grants_roles_and_by_nobody_else(desk):
    person = await desk.person("wang", {"role": "city_officer", "region_path": "37.3708."})
    listed = (await desk.call(SECURITY, "GET", f"/bindings?person_id={person['id']}")).json()["items"]
    path = f"/bindings/{listed[0]['id']}"
    assert (await desk.call(SECURITY, "GET", path)).json() == listed[0]
    assert (await desk.call("wang", "GET", path)).status_code == 403

"""Fences of clients: networks, origins, rate class and owner; a carried-off secret or token is of no use."""

from datetime import timedelta

import pytest
from jose import jwt

from tests.identity.front import AUDIT, SECURITY, SYSTEM_ADMIN

OWNER = "01938a6e-0b5a-7cc1-8a55-6d3f0f0a9b11"
INSIDE, OUTSIDE = {"X-Lupin-Client-Address": "203.0.113.7"}, {"X-Lupin-Client-Address": "198.51.100.7"}
PLATFORM = {
    "name": "province-platform",
    "title": "省公共服务平台",
    "method": "secret",
    "scopes": ["identity:*"],
    "networks": ["203.0.113.0/24", "2001:db8::/32"],
    "rate_class": "platform",
    "organisation_id": OWNER,
}


async def granted(desk, secret, headers):
    form = {"grant_type": "client_credentials", "client_id": "province-platform", "client_secret": secret}
    return await desk.http.post("/identity/v1/token", data=form, headers=headers)


async def read(desk, token, headers):
    bearer = {"Authorization": f"Bearer {token}"}
    return await desk.http.get("/identity/v1/acting-relations/mine", headers=bearer | headers)


async def front_of(desk, fences):
    """The demo's front-end with these fences; an officer's token through it."""
    listed = (await desk.call(SYSTEM_ADMIN, "GET", "/clients")).json()["items"]
    front = next(each for each in listed if each["name"] == "demo")
    path = f"/clients/{front['id']}/fences"
    fenced = await desk.call(SYSTEM_ADMIN, "PUT", path, json=fences, if_match=front["version"])
    assert fenced.status_code == 200, fenced.text
    desk.clock.at += timedelta(milliseconds=5)
    await desk.look()
    return front


async def test_P02_a_clients_secret_is_good_from_its_networks_only(desk):
    made = await desk.made(SYSTEM_ADMIN, "/clients", PLATFORM)
    secret = made["client_secret"]
    assert (await granted(desk, secret, INSIDE)).status_code == 200
    assert (await granted(desk, secret, {"X-Lupin-Client-Address": "2001:db8::7"})).status_code == 200
    for elsewhere in (OUTSIDE, {"X-Lupin-Client-Address": "nowhere"}, {}):
        refused = await granted(desk, secret, elsewhere)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    failed = (await desk.call(AUDIT, "GET", "/sign-ins?kind=client&failed=true")).json()["items"]
    assert [each["outcome"] for each in failed] == ["network"] * 3


async def test_P02_a_token_that_was_carried_off_is_refused_elsewhere(desk):
    made = await desk.made(SYSTEM_ADMIN, "/clients", PLATFORM)
    token = (await granted(desk, made["client_secret"], INSIDE)).json()["access_token"]
    assert (await read(desk, token, INSIDE)).status_code == 200
    refused = await read(desk, token, OUTSIDE)
    assert (refused.status_code, refused.json()["code"]) == (401, "network_not_allowed")
    house = jwt.get_unverified_claims(token)["lupin"]
    assert (house["networks"], house["rate_class"]) == (["2001:db8::/32", "203.0.113.0/24"], "platform")


async def test_P02_a_front_ends_token_is_refused_on_the_page_of_another(desk):
    await desk.person("wang", {"role": "expert"})
    await front_of(desk, {"origins": ["https://front.example"]})
    bearer = await desk.bearer("wang")
    path = "/identity/v1/sign-ins/mine"
    for origin in ({"Origin": "https://front.example"}, {}):
        assert (await desk.http.get(path, headers=bearer | origin)).status_code == 200
    for foreign in ("https://evil.example", "null", "https://front.example.evil.example"):
        refused = await desk.http.get(path, headers=bearer | {"Origin": foreign})
        assert (refused.status_code, refused.json()["code"]) == (401, "origin_not_allowed")


async def test_new_fences_hold_at_once_for_tokens_that_know_the_old_ones(desk):
    await desk.person("wang", {"role": "expert"})
    old = await desk.bearer("wang")
    front = await front_of(desk, {"networks": ["203.0.113.0/24"]})
    gone = await desk.http.get("/identity/v1/sign-ins/mine", headers=old | INSIDE)
    assert (gone.status_code, gone.json()["code"]) == (401, "token_revoked")
    new = await desk.bearer("wang")
    assert (await desk.http.get("/identity/v1/sign-ins/mine", headers=new | INSIDE)).status_code == 200
    assert (await desk.http.get("/identity/v1/sign-ins/mine", headers=new | OUTSIDE)).status_code == 401
    administrator = await desk.bearer(SYSTEM_ADMIN)
    stale = await desk.http.put(
        f"/identity/v1/clients/{front['id']}/fences",
        json={},
        headers=administrator | INSIDE | {"If-Match": '"1"'},
    )
    assert stale.status_code == 412


async def test_only_the_system_administrator_moves_fences_and_the_owner_is_found(desk):
    made = (await desk.made(SYSTEM_ADMIN, "/clients", PLATFORM))["client"]
    path = f"/clients/{made['id']}/fences"
    for stranger in (SECURITY, AUDIT):
        assert (await desk.call(stranger, "PUT", path, json={}, if_match=1)).status_code == 403
    found = await desk.call(SYSTEM_ADMIN, "GET", f"/clients?organisation_id={OWNER}")
    assert [each["name"] for each in found.json()["items"]] == ["province-platform"]
    opened = await desk.call(SYSTEM_ADMIN, "PUT", path, json={}, if_match=1)
    assert (opened.json()["networks"], opened.json()["rate_class"]) == ([], "open")
    assert (await granted(desk, "wrong", OUTSIDE)).json()["error_description"] == "bad_credentials"


@pytest.mark.parametrize(
    ("member", "wrong", "code"),
    [
        ("networks", "203.0.113.7/24", "network_malformed"),
        ("networks", "anywhere", "network_malformed"),
        ("origins", "https://front.example/", "origin_malformed"),
        ("origins", "https://front.example:443", "origin_malformed"),
        ("origins", "https://Front.example", "origin_malformed"),
        ("origins", "https://u:p@front.example", "origin_malformed"),
        ("origins", "https://front.example:x", "origin_malformed"),
        ("origins", "file://front", "origin_malformed"),
        ("origins", "*", "origin_malformed"),
        ("origins", "null", "origin_malformed"),
    ],
)
async def test_a_fence_is_written_in_one_way(desk, member, wrong, code):
    answer = await desk.call(SYSTEM_ADMIN, "POST", "/clients", json={**PLATFORM, member: [wrong]})
    assert answer.status_code == 422
    assert [(each["code"], each["pointer"]) for each in answer.json()["errors"]] == [(code, f"/{member}/0")]

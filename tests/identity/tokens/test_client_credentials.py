import asyncio
from base64 import b64encode
from datetime import timedelta

import pytest
from jose import jwt

from shared.auth.assertions import ASSERTION_TYPE, assert_client
from shared.auth.tokens import SigningKey
from tests.identity.front import AUDIT, ISSUER, REVIEW_KEY, SYSTEM_ADMIN, Desk

GRANT = {"grant_type": "client_credentials"}
ENDPOINT = f"{ISSUER}/v1/token"
PLATFORM = {
    "name": "province-platform",
    "title": "省公共服务平台",
    "method": "secret",
    "scopes": ["review:*", "registry:organisation:read"],
}


def proof(
    desk: Desk, key: SigningKey = REVIEW_KEY, client: str = "review", audience: str = ENDPOINT
) -> dict[str, str]:
    assertion = assert_client(client, key, audience=audience, now=desk.clock())
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}


async def secret_of(desk: Desk) -> str:
    made = await desk.made(SYSTEM_ADMIN, "/clients", PLATFORM)
    secret: str = made["client_secret"]
    return secret


async def error(desk: Desk, status: int, **form: str) -> str:
    answer = await desk.token(**form)
    assert answer.status_code == status, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    return str(answer.json()["error"])


async def test_P02_a_client_gets_a_token_for_its_secret(desk):
    secret = await secret_of(desk)
    answer = await desk.token(**GRANT, client_id="province-platform", client_secret=secret)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 600)
    assert told["scope"] == "registry:organisation:read review:*"
    claims = jwt.get_unverified_claims(told["access_token"])
    assert claims["sub"] == claims["client_id"] == "province-platform"
    assert claims["aud"] == ["registry", "review"]
    assert jwt.get_unverified_header(told["access_token"])["typ"] == "at+jwt"


async def test_a_client_may_ask_for_less(desk):
    secret = await secret_of(desk)
    basic = {"Authorization": "Basic " + b64encode(f"province-platform:{secret}".encode()).decode()}
    form = {**GRANT, "scope": "review:title:read"}
    answer = await desk.http.post("/identity/v1/token", data=form, headers=basic)
    assert answer.json()["scope"] == "review:title:read"
    assert jwt.get_unverified_claims(answer.json()["access_token"])["aud"] == ["review"]


@pytest.mark.parametrize(
    "scope", ["identity:client:write", "registry:*", "review", "*", "a b", "review:*  review:*", "x" * 9000]
)
async def test_a_client_may_not_ask_for_more(desk, scope):
    secret = await secret_of(desk)
    given = {"client_id": "province-platform", "client_secret": secret, "scope": scope}
    assert await error(desk, 400, **GRANT, **given) == "invalid_scope"


async def test_P02_a_sibling_proves_itself_by_its_private_key_and_is_bound_everywhere(desk):
    answer = await desk.token(**GRANT, **proof(desk))
    assert answer.status_code == 200, answer.text
    claims = jwt.get_unverified_claims(answer.json()["access_token"])
    assert claims["lupin"]["bindings"] == [{"role": "sibling", "region": ""}]
    assert claims["lupin"]["kind"] == "client"


async def test_an_assertion_counts_once(desk):
    form = {**GRANT, **proof(desk)}
    assert (await desk.token(**form)).status_code == 200
    assert await error(desk, 401, **form) == "invalid_client"


async def test_one_assertion_from_many_callers_gives_one_token(committed_desk):
    form = {**GRANT, **proof(committed_desk)}
    answers = await asyncio.gather(*(committed_desk.token(**form) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 7


@pytest.mark.parametrize(
    "given",
    [
        {"key": SigningKey.generate()},
        {"client": "registry"},
        {"audience": "http://elsewhere.test/token"},
    ],
    ids=["key", "client", "audience"],
)
async def test_another_assertion_is_refused(desk, given):
    assert await error(desk, 401, **GRANT, **proof(desk, **given)) == "invalid_client"


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ({}, (401, "invalid_client")),
        ({"grant_type": "password", "client_id": "demo"}, (400, "unsupported_grant_type")),
        (GRANT, (401, "invalid_client")),
        ({**GRANT, "client_id": "demo"}, (400, "unauthorized_client")),
        ({**GRANT, "client_id": "nobody"}, (401, "invalid_client")),
        ({**GRANT, "client_id": "review"}, (401, "invalid_client")),
        (
            {**GRANT, "client_id": "review", "client_secret": "x"},
            (401, "invalid_client"),
        ),
        (
            {**GRANT, "client_id": "a\x00b", "client_secret": "x"},
            (400, "invalid_request"),
        ),
        ({**GRANT, "client_assertion": "x"}, (401, "invalid_client")),
        (
            {
                "grant_type": "client_credentials",
                "client_assertion": "a.b.c",
                "client_assertion_type": ASSERTION_TYPE,
            },
            (401, "invalid_client"),
        ),
        (
            {
                "grant_type": "client_credentials",
                "client_secret": "x",
                "client_assertion": "x",
                "client_id": "review",
            },
            (400, "invalid_request"),
        ),
    ],
    ids=str,
)
async def test_oauth_faults_have_their_names(desk, form, wanted):
    answer = await desk.http.post("/identity/v1/token", data=form or {"scope": "x"})
    assert (answer.status_code, answer.json()["error"]) == wanted


@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=client_credentials&grant_type=x",
        b"\xff\xfe",
        b"a=%ff",
        b"&".join(b"a%d=1" % n for n in range(40)),
        b"scope=" + b"x" * 32_769,
    ],
    ids=["twice", "bytes", "utf-8", "many", "long"],
)
async def test_a_form_is_read_strictly(desk, body):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await desk.http.post("/identity/v1/token", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_json_is_no_form(desk):
    answer = await desk.http.post("/identity/v1/token", json=GRANT)
    assert answer.json() == {"error": "invalid_request", "error_description": "form_expected"}


@pytest.mark.parametrize(
    "value", ["Basic", "Basic !!!", "Basic " + b64encode(b"no-colon").decode(), "Bearer x.y.z"]
)
async def test_a_basic_header_that_cannot_be_read_is_challenged(desk, value):
    form = GRANT
    answer = await desk.http.post("/identity/v1/token", data=form, headers={"Authorization": value})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="lupin"'


async def test_guessing_a_clients_secret_slows_the_guesser_and_not_the_client(desk):
    secret = await secret_of(desk)
    form = {**GRANT, "client_id": "province-platform"}
    for _ in range(10):
        assert await error(desk, 401, **form, client_secret="guess") == "invalid_client"
    answer = await desk.token(**form, client_secret="guess")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert (await desk.token(**form, client_secret=secret)).status_code == 200


async def test_a_rotated_secret_overlaps_with_the_old_one(desk):
    old = await secret_of(desk)
    listed = (await desk.call(SYSTEM_ADMIN, "GET", "/clients")).json()["items"]
    client_id = next(client["id"] for client in listed if client["name"] == "province-platform")
    made = await desk.made(SYSTEM_ADMIN, f"/clients/{client_id}/secrets", {"overlap_seconds": 60})
    form = {**GRANT, "client_id": "province-platform"}
    for secret in (old, made["client_secret"]):
        assert (await desk.token(**form, client_secret=secret)).status_code == 200
    desk.clock.at += timedelta(seconds=61)
    assert (await desk.token(**form, client_secret=old)).status_code == 401
    assert (await desk.token(**form, client_secret=made["client_secret"])).status_code == 200


async def test_failed_and_granted_attempts_stand_in_the_sign_in_log(desk):
    await desk.token(**GRANT, client_id="review", client_secret="x")
    await desk.token(**GRANT, **proof(desk))
    listed = (await desk.call(AUDIT, "GET", "/sign-ins?kind=client")).json()["items"]
    assert [entry["outcome"] for entry in listed] == ["granted", "bad_credentials"]
    failed = (await desk.call(AUDIT, "GET", "/sign-ins?kind=client&failed=true")).json()["items"]
    assert [entry["client"] for entry in failed] == ["review"]
    assert (await desk.call(SYSTEM_ADMIN, "GET", "/sign-ins")).status_code == 403

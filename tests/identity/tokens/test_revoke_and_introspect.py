import json
from datetime import timedelta

import pytest

from shared.app.contract import contract_path
from tests.identity.front import ISSUER, SECURITY, SYSTEM_ADMIN, Desk
from tests.identity.revocations.test_feed import as_review


async def text_of(desk: Desk, subject: str = SECURITY) -> str:
    return (await desk.bearer(subject))["Authorization"].removeprefix("Bearer ")


async def introspect(desk: Desk, token: str):
    headers = await as_review(desk)
    return await desk.http.post("/identity/v1/introspect", data={"token": token}, headers=headers)


async def test_P02_a_revoked_token_is_over_everywhere(desk):
    token = await text_of(desk)
    answer = await desk.http.post("/identity/v1/revoke", data={"token": token, "client_id": "demo"})
    assert (answer.status_code, answer.content) == (200, b"")
    await desk.look()
    used = await desk.http.get("/identity/v1/people", headers={"Authorization": f"Bearer {token}"})
    assert used.json()["code"] == "token_revoked"
    assert (await introspect(desk, token)).json() == {"active": False}
    other = await text_of(desk)
    assert (await introspect(desk, other)).json()["active"] is True


async def test_a_client_revokes_its_own_tokens_only(desk):
    token = (await as_review(desk))["Authorization"].removeprefix("Bearer ")
    answer = await desk.http.post("/identity/v1/revoke", data={"token": token, "client_id": "demo"})
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize("token", ["x", "a.b.c", "a" * 20_000])
async def test_what_is_no_token_is_revoked_already(desk, token):
    answer = await desk.http.post("/identity/v1/revoke", data={"token": token, "client_id": "demo"})
    assert answer.status_code == 200


async def test_a_revocation_names_token_and_client(desk):
    for form in ({"client_id": "demo"}, {"token": "x"}, {"token": "x", "client_id": "nobody"}):
        answer = await desk.http.post("/identity/v1/revoke", data=form)
        assert answer.status_code in {400, 401}


async def test_an_introspection_tells_what_a_token_is_worth(desk):
    told = (await introspect(desk, await text_of(desk))).json()
    assert told["active"] is True
    assert (told["iss"], told["client_id"], told["token_type"]) == (ISSUER, "demo", "Bearer")
    assert told.keys() == {
        *("active", "iss", "sub", "aud", "client_id", "jti", "iat", "exp", "scope", "token_type"),
    }


async def test_a_token_that_is_over_or_none_is_not_active(desk):
    token = await text_of(desk)
    desk.clock.at += timedelta(seconds=601)
    await desk.look()
    for text in (token, "", "a.b.c"):
        assert (await introspect(desk, text)).json() == {"active": False}


async def test_introspection_is_for_siblings(desk):
    answer = await desk.http.post(
        "/identity/v1/introspect", data={"token": "x"}, headers=await desk.bearer(SYSTEM_ADMIN)
    )
    assert answer.status_code == 403
    answer = await desk.http.post("/identity/v1/introspect", json={}, headers=await as_review(desk))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["", "/identity"])
async def test_metadata_says_how_to_get_a_token(desk, path):
    told = (await desk.http.get(f"/.well-known/oauth-authorization-server{path}")).json()
    assert told["issuer"] == ISSUER
    assert told["token_endpoint"] == f"{ISSUER}/v1/token"
    assert "private_key_jwt" in told["token_endpoint_auth_methods_supported"]


async def test_P01_introspection_of_what_is_no_form_is_refused_as_the_contract_says(desk):
    headers = {**await as_review(desk), "Content-Type": "application/json"}
    answer = await desk.http.post("/identity/v1/introspect", content=b"{}", headers=headers)
    contract = json.loads(contract_path("services.identity").read_text("utf-8"))
    described = contract["paths"]["/identity/v1/introspect"]["post"]["responses"]
    assert answer.status_code == 400
    assert "application/json" in described["400"]["content"]

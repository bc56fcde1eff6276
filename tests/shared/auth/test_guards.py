from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from shared.auth.guards import Guard, OpenGuard, anyone, covering, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.errors.refusals import Refusal
from shared.testing.tokens import TestIssuer, bound

app = FastAPI()


@app.get("/officers")
async def officers(
    caller: Annotated[Caller, may("review:application:read", Role.CITY_OFFICER)], request: Request
):
    assert request.state.caller is caller
    return {"roles": sorted(caller.roles), "regions": caller.regions}


@app.get("/clients")
async def clients(caller: Annotated[Caller, may("review:application:read")]):
    return {"subject": caller.subject}


@app.get("/open")
async def everybody(caller: Annotated[Caller, anyone()], request: Request):
    assert request.state.caller is caller
    return {"subject": caller.subject}


@app.exception_handler(Refusal)
async def refused(_: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)
    return JSONResponse({"code": refusal.code}, refusal.status, headers=refusal.headers)


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
async def client(issuer: TestIssuer):
    app.state.verifier = issuer.verifier("review")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://review.test") as client:
        yield client


async def test_without_a_token_the_challenge_names_no_error(client):
    answer = await client.get("/officers")
    assert answer.status_code == 401
    assert answer.json() == {"code": "unauthenticated"}
    assert answer.headers["www-authenticate"] == 'Bearer realm="lupin"'


async def test_P03_the_caller_is_narrowed_to_the_roles_of_the_route(client, issuer):
    mayor = [bound(Role.CITY_OFFICER, region="37.3708."), bound(Role.AUDITOR, region="")]
    answer = await client.get("/officers", headers=issuer.bearer("review", *mayor))
    assert answer.json() == {"roles": ["city_officer"], "regions": ["37.3708."]}


async def test_a_scope_that_is_missing_is_named(client, issuer):
    officer = bound(Role.CITY_OFFICER, region="37.3708.")
    answer = await client.get(
        "/officers", headers=issuer.bearer("review", officer, scopes=["review:title:read"])
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert 'error="insufficient_scope", scope="review:application:read"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize("scope", ["review:application:read", "review:application:*", "review:*"])
async def test_a_wider_scope_covers_the_narrower(client, issuer, scope):
    answer = await client.get("/clients", headers=issuer.bearer("review", scopes=[scope]))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "scope", ["registry:*", "*", "review:application", "review:application:write", "review"]
)
async def test_other_scopes_cover_nothing(client, issuer, scope):
    answer = await client.get("/clients", headers=issuer.bearer("review", scopes=[scope]))
    assert answer.status_code == 403


async def test_a_role_that_is_missing_is_refused(client, issuer):
    answer = await client.get("/officers", headers=issuer.bearer("review", bound(Role.EXPERT)))
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


async def test_a_public_route_takes_no_token_or_a_good_one(client, issuer):
    assert (await client.get("/open")).json() == {"subject": "public"}
    known = await client.get("/open", headers=issuer.bearer("review", subject="p-1"))
    assert known.json() == {"subject": "p-1"}
    bad = await client.get("/open", headers={"Authorization": "Bearer x.y.z"})
    assert (bad.status_code, bad.json()["code"]) == (401, "token_invalid")


@pytest.mark.parametrize("value", ["Basic eDp5", "Bearer", "Bearer ", "bearer\tx.y.z", "x.y.z"])
async def test_another_scheme_is_refused(client, value):
    answer = await client.get("/open", headers={"Authorization": value})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


async def test_two_authorization_headers_are_refused(client, issuer):
    good = issuer.bearer("review")["Authorization"]
    answer = await client.get(
        "/clients", headers=[("Authorization", good), ("Authorization", "Bearer x.y.z")]
    )
    assert answer.status_code == 401


async def test_a_token_in_the_query_is_not_seen(client, issuer):
    token = issuer.bearer("review")["Authorization"].removeprefix("Bearer ")
    assert (await client.get("/clients", params={"access_token": token})).status_code == 401


def test_guards_tell_the_contract_what_they_ask():
    guard = may("review:application:read", Role.EXPERT).dependency
    assert isinstance(guard, Guard)
    assert (guard.scope, guard.roles) == ("review:application:read", (Role.EXPERT,))
    assert isinstance(anyone().dependency, OpenGuard)
    assert covering("a:b:read") == {"a:b:read", "a:b:*", "a:*"}

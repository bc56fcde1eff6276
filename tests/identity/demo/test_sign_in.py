import asyncio
from datetime import timedelta

import pytest
from jose import jwt
from pydantic import SecretStr, ValidationError

from shared.settings.service import Mode
from tests.identity.front import AUDIT, PASSPHRASE, SYSTEM_ADMIN, settings_in


async def test_P02_a_demo_person_signs_in_and_holds_the_roles(desk):
    answer = await desk.sign_in(SYSTEM_ADMIN)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    claims = jwt.get_unverified_claims(answer.json()["access_token"])
    assert claims["lupin"]["bindings"] == [{"role": "system_administrator"}]
    assert claims["lupin"]["kind"] == "person"
    assert claims["client_id"] == "demo"
    assert {"identity", "registry", "review"} <= set(claims["aud"])


async def test_wrong_words_and_unknown_people_are_not_told_apart(desk):
    unknown = await desk.sign_in("nobody")
    wrong = await desk.sign_in(SYSTEM_ADMIN, passphrase="guess")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json()["code"] == wrong.json()["code"] == "sign_in_refused"
    assert PASSPHRASE not in wrong.text


async def test_a_person_may_ask_for_less(desk):
    answer = await desk.sign_in(SYSTEM_ADMIN, scopes=["identity:client:read"])
    assert answer.json()["scope"] == "identity:client:read"
    token = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await desk.http.get("/identity/v1/clients", headers=token)).status_code == 200
    assert (await desk.http.get("/identity/v1/keys", headers=token)).json()["code"] == "scope_missing"
    none = await desk.sign_in(SYSTEM_ADMIN, scopes=[])
    assert (none.status_code, none.json()["code"]) == (422, "scopes_not_allowed")
    more = await desk.sign_in(SYSTEM_ADMIN, scopes=["nowhere:*"])
    assert (more.status_code, more.json()["code"]) == (422, "scopes_not_allowed")


async def test_guesses_are_counted_and_stopped_for_a_while(desk):
    for _ in range(10):
        assert (await desk.sign_in(SYSTEM_ADMIN, passphrase="guess")).status_code == 401
    stopped = await desk.sign_in(SYSTEM_ADMIN)
    assert (stopped.status_code, stopped.json()["code"]) == (429, "too_many_sign_ins")
    assert 0 < int(stopped.headers["retry-after"]) <= 900
    desk.clock.at += timedelta(minutes=16)
    assert (await desk.sign_in(SYSTEM_ADMIN)).status_code == 200


async def test_guesses_at_once_are_all_counted(committed_desk):
    desk = committed_desk
    guesses = (desk.sign_in(SYSTEM_ADMIN, passphrase=f"guess-{n}") for n in range(16))
    outcomes = [answer.status_code for answer in await asyncio.gather(*guesses)]
    assert sorted(outcomes) == [401] * 10 + [429] * 6
    failed = (await desk.call(AUDIT, "GET", "/sign-ins?kind=person&failed=true")).json()["items"]
    assert len(failed) == 10


async def test_whom_one_may_sign_in_as(desk):
    await desk.person("wang")
    people = (await desk.call(None, "GET", "/demo/people")).json()["items"]
    assert "wang" in {person["subject"] for person in people}


def test_the_demo_sign_in_refuses_production():
    demo = {"demo_sign_in": True, "demo_passphrase": SecretStr("x")}
    with pytest.raises(ValidationError, match="refuses production"):
        settings_in(Mode.PRODUCTION, **demo)
    with pytest.raises(ValidationError, match="needs IDENTITY_DEMO_PASSPHRASE"):
        settings_in(Mode.TRAINING, demo_sign_in=True)
    assert PASSPHRASE not in repr(settings_in())

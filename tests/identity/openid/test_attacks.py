"""A provider that lies, is played by somebody else, or is silent: no token, and nothing half-done."""

import base64
import json
from contextlib import aclosing

import pytest
from jose import jwt
from pydantic import SecretStr, ValidationError

from shared.auth.tokens import SigningKey
from shared.settings.service import Mode
from shared.time.clock import instant
from tests.identity.front import SECURITY, desk_on, settings_in
from tests.identity.openid.browser import begun, reasons, told

PAST = -3_600


async def enrolled(desk):
    one = {"provider": "crooked", "subject": "wang", "display_name": "王岚", "roles": []}
    await desk.made(SECURITY, "/people/enrolments", {"people": [one]})


async def met(desk):
    """A sign-in of wang that has come back from the crooked provider."""
    await enrolled(desk)
    visit = await begun(desk, "crooked")
    return visit, {"state": visit.query["state"], "code": "any"}


def refused(answer):
    assert (answer.status_code, answer.json()["code"]) == (401, "openid_sign_in_refused"), answer.text


async def test_what_the_crooked_provider_changes_is_honest_otherwise(trusting, crooked):
    """Else the tests below would be refused for something else."""
    visit, back = await met(trusting)
    crooked.vouches(crooked.claims(visit.query["nonce"]))
    assert (await visit.completed(back)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"nonce": "that of another sign-in"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "somebody-else"}, "aud"),
        ({"aud": ["lupin", "somebody-else"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"azp": "somebody-else"}, "azp"),
        ({"iss": "https://elsewhere.test"}, "iss"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"exp": None}, "exp"),
        ({"iat": None}, "iat"),
    ],
    ids=str,
)
async def test_P02_an_id_token_that_is_not_the_answer_to_this_sign_in_is_refused(
    trusting, crooked, changed, reason
):
    visit, back = await met(trusting)
    crooked.vouches(crooked.claims(visit.query["nonce"], **changed))
    refused(await visit.completed(back))
    assert await reasons(trusting) == [f"id_token_{reason}"]


@pytest.mark.parametrize(("claim", "moved"), [("exp", PAST), ("iat", PAST), ("iat", 3_600)])
async def test_an_id_token_of_another_time_is_refused(trusting, crooked, claim, moved):
    visit, back = await met(trusting)
    honest = crooked.claims(visit.query["nonce"])
    crooked.vouches({**honest, claim: honest["iat"] + moved})
    refused(await visit.completed(back))
    assert await reasons(trusting) == [f"id_token_{claim}"]


def unsigned(claims, header):
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    return b".".join([*parts, b"AA"]).decode()


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS256"])
async def test_an_id_token_without_the_providers_signature_is_refused(trusting, crooked, algorithm):
    visit, back = await met(trusting)
    header = {"alg": algorithm, "kid": crooked.key.verifying.kid, "typ": "JWT"}
    crooked.brings(unsigned(crooked.claims(visit.query["nonce"]), header))
    refused(await visit.completed(back))
    assert await reasons(trusting) == ["id_token_algorithm"]


async def test_neither_the_public_key_nor_our_secret_is_a_key_to_sign_with(trusting, crooked):
    await enrolled(trusting)
    for secret in (json.dumps(dict(crooked.key.verifying.jwk)), "a secret: of 100% chance"):
        visit = await begun(trusting, "crooked")
        back = {"state": visit.query["state"], "code": "any"}
        claims = crooked.claims(visit.query["nonce"])
        crooked.brings(jwt.encode(claims, secret, "HS256", headers={"kid": crooked.key.verifying.kid}))
        refused(await visit.completed(back))
    assert await reasons(trusting) == ["id_token_algorithm"] * 2


async def test_a_key_that_the_provider_has_not_published_signs_nothing(trusting, crooked):
    visit, back = await met(trusting)
    crooked.vouches(crooked.claims(visit.query["nonce"]), SigningKey.generate())
    refused(await visit.completed(back))
    assert await reasons(trusting) == ["id_token_key"]


async def test_P02_one_provider_is_not_mixed_up_with_another(province, crooked, database):
    """The answer of one given out as that of the other: state, issuer and address are each provider's own."""
    both = (
        told("province", province),
        told("crooked", crooked.issuer, redirect_uri="http://front.test/crooked"),
    )
    desk = await desk_on(database, instant, settings_in(openid_providers=both))
    async with desk.http, aclosing(desk.app.state.providers.outside.http):
        await enrolled(desk)
        visit = await begun(desk, "province")
        back = {"state": visit.query["state"], "code": "of the province"}
        crooked.vouches(crooked.claims(visit.query["nonce"]))
        refused(await visit.completed(back, provider="crooked"))
        refused(await visit.completed(back, iss=crooked.issuer))
        assert await reasons(desk) == ["issuer", "state"]
        assert "/token" not in crooked.asked


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://elsewhere.test"},
        {"code_challenge_methods_supported": ["plain"]},
        {"response_types_supported": ["id_token"]},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
    ids=str,
)
async def test_a_configuration_that_is_not_the_issuers_own_is_not_followed(trusting, crooked, changed):
    crooked.answers["/.well-known/openid-configuration"] = (200, {}, crooked.configuration(**changed))
    answer = await trusting.http.post("/identity/v1/openid/sign-ins", json={"provider": "crooked"})
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_silent")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "given",
    [
        (500, {}, {}),
        (200, {}, {"access_token": "and no ID token"}),
        (200, {}, {"id_token": ["no", "text"]}),
        (200, {}, b"<html>"),
        (200, {}, b"[]"),
        (200, {}, b" " * 300_000 + b"{}"),
        (401, {}, {"error": "invalid_client"}),
        (307, {"Location": "/elsewhere"}, {}),
    ],
    ids=lambda given: str(given)[:40],
)
async def test_a_provider_that_does_not_answer_as_one_gives_no_token(trusting, crooked, given):
    visit, back = await met(trusting)
    crooked.answers["/token"] = given
    answer = await visit.completed(back)
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_silent")
    assert await reasons(trusting) == ["provider_silent"]
    assert "/elsewhere" not in crooked.asked


async def test_a_provider_without_keys_vouches_for_nobody(trusting, crooked):
    visit, back = await met(trusting)
    crooked.vouches(crooked.claims(visit.query["nonce"]))
    crooked.answers["/jwks"] = (503, {}, {})
    answer = await visit.completed(back)
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_silent")


async def test_a_provider_that_is_gone_is_asked_a_few_times_and_then_left_alone(trusting, crooked):
    crooked.answers["/.well-known/openid-configuration"] = (500, {}, {})
    for _ in range(8):
        answer = await trusting.http.post("/identity/v1/openid/sign-ins", json={"provider": "crooked"})
        assert (answer.status_code, answer.json()["code"]) == (503, "provider_silent")
    assert len(crooked.asked) == 5


async def test_P02_the_people_of_a_provider_are_not_inherited_by_another_issuer(trusting, crooked, database):
    """Whoever changes the address behind a name does not become its people."""
    visit, back = await met(trusting)
    crooked.vouches(crooked.claims(visit.query["nonce"]))
    assert (await visit.completed(back)).status_code == 200
    moved = told("crooked", f"{crooked.issuer}/")
    crooked.answers["//.well-known/openid-configuration"] = (200, {}, {})
    crooked.answers["/.well-known/openid-configuration"] = (
        200,
        {},
        crooked.configuration(issuer=moved.issuer),
    )
    desk = await desk_on(database, instant, settings_in(openid_providers=(moved,)))
    async with desk.http, aclosing(desk.app.state.providers.outside.http):
        visit = await begun(desk, "crooked")
        crooked.vouches(crooked.claims(visit.query["nonce"], iss=moved.issuer))
        answer = await visit.completed({"state": visit.query["state"], "code": "any"})
        assert (answer.status_code, answer.json()["code"]) == (409, "issuer_changed")


def test_what_is_set_up_wrongly_does_not_start():
    good = told("province", "https://sso.example", redirect_uri="https://front.example/signed-in")
    assert settings_in(Mode.PRODUCTION, openid_providers=(good,)).openid_providers == (good,)
    plain = told("province", "http://sso.example", redirect_uri="https://front.example/signed-in")
    with pytest.raises(ValidationError, match="https in production"):
        settings_in(Mode.PRODUCTION, openid_providers=(plain,))
    with pytest.raises(ValidationError, match="that of the demo"):
        settings_in(openid_providers=(told("demo", "https://sso.example"),))
    for same in ("name", "issuer", "redirect_uri"):
        other = told("other", "https://other.example", redirect_uri="https://front.example/other")
        twin = other.model_copy(update={same: getattr(good, same)})
        called = "authority" if same == "issuer" else same
        with pytest.raises(ValidationError, match=f"have one {called}"):
            settings_in(openid_providers=(good, twin))
    with pytest.raises(ValidationError, match="absolute"):
        told("province", "sso.example")
    hidden = told("province", "https://sso.example", client_secret=SecretStr("canary"))
    assert "canary" not in repr(settings_in(openid_providers=(hidden,)))

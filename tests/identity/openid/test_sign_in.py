"""Signing in at oidc-provider, unmodified: linked by subject, bound to the browser, each thing good once."""

import asyncio
from contextlib import aclosing
from datetime import timedelta

from jose import jwt

from shared.testing.tokens import MovableClock
from tests.identity.front import AUDIT, SECURITY, bootstrapped_on, desk_on, settings_in
from tests.identity.openid.browser import begun, reasons, signed_in_at, told

INSPECTOR = {"role": "inspector", "region_path": "37.3708."}


async def enrolled(desk, subject, role=None, name="王岚"):
    roles = [] if role is None else [role]
    one = {"provider": "province", "subject": subject, "display_name": name, "roles": roles}
    made = await desk.made(SECURITY, "/people/enrolments", {"people": [one]})
    return made["items"][0]


async def test_P02_a_person_signs_in_at_an_openid_provider_and_holds_the_own_roles(desk):
    person = await enrolled(desk, "wang", INSPECTOR)
    visit = await begun(desk)
    answer = await visit.completed(await signed_in_at(visit.address, "wang"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    claims = jwt.get_unverified_claims(answer.json()["access_token"])
    assert (claims["sub"], claims["client_id"]) == (person["id"], "demo")
    assert claims["lupin"]["kind"] == "person"
    assert claims["lupin"]["bindings"] == [{"role": "inspector", "region": "37.3708."}]
    granted = (await desk.call(AUDIT, "GET", "/sign-ins?kind=person&failed=false")).json()["items"]
    assert person["id"] in {each["principal_id"] for each in granted}


async def test_what_goes_through_the_provider_says_nothing_of_what_the_browser_keeps(desk):
    first, second = await begun(desk), await begun(desk)
    query = first.query
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert first.browser_key not in first.address
    for name in ("state", "nonce", "code_challenge"):
        assert query[name] != second.query[name]


async def test_where_one_may_sign_in_is_told_to_everybody_without_secrets(desk):
    answer = await desk.http.get("/identity/v1/openid/providers")
    assert answer.json() == {"items": [{"name": "province", "title": "province 统一身份认证"}]}
    unknown = await desk.http.post("/identity/v1/openid/sign-ins", json={"provider": "elsewhere"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "provider_unknown")


async def test_whoever_is_not_enrolled_under_the_subject_gets_no_account_whatever_the_name(desk):
    await enrolled(desk, "somebody", name="li@example.org")
    visit = await begun(desk)
    answer = await visit.completed(await signed_in_at(visit.address, "li@example.org"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_enrolled")
    assert "li@example.org" in answer.json()["detail"]
    found = await desk.call(SECURITY, "GET", "/people?subject=li%40example.org")
    assert found.json()["items"] == []
    assert await reasons(desk) == ["not_enrolled"]


async def test_the_same_subject_at_another_provider_is_another_person(desk):
    await desk.person("wang", INSPECTOR)
    visit = await begun(desk)
    answer = await visit.completed(await signed_in_at(visit.address, "wang"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_enrolled")


async def test_a_blocked_person_stays_out_though_the_provider_vouches(desk):
    person = await enrolled(desk, "wang")
    blocked = await desk.call(SECURITY, "POST", f"/people/{person['id']}/block", if_match=1)
    assert blocked.status_code == 200, blocked.text
    visit = await begun(desk)
    answer = await visit.completed(await signed_in_at(visit.address, "wang"))
    assert (answer.status_code, answer.json()["code"]) == (401, "openid_sign_in_refused")
    assert await reasons(desk) == ["blocked"]


async def test_a_person_may_ask_for_less_and_not_for_more(desk):
    await enrolled(desk, "wang")
    visit = await begun(desk)
    less = await visit.completed(
        await signed_in_at(visit.address, "wang"), scopes=["registry:organisation:read"]
    )
    assert less.json()["scope"] == "registry:organisation:read"
    visit = await begun(desk)
    more = await visit.completed(await signed_in_at(visit.address, "wang"), scopes=["nowhere:*"])
    assert (more.status_code, more.json()["code"]) == (422, "scopes_not_allowed")


async def test_a_state_of_nobody_a_changed_one_and_that_of_another_browser_are_refused(desk):
    await enrolled(desk, "wang")
    visit, other = await begun(desk), await begun(desk)
    back = await signed_in_at(visit.address, "wang")
    changed = back["state"][:-2] + ("AA" if back["state"][-2:] != "AA" else "BA")
    for more in ({"state": "x"}, {"state": changed}, {"browser_key": other.browser_key}):
        answer = await visit.completed(back, **more)
        assert (answer.status_code, answer.json()["code"]) == (401, "openid_sign_in_refused")
    assert await reasons(desk) == ["state"] * 3
    assert (await visit.completed(back)).status_code == 200


async def test_a_code_that_somebody_got_for_themselves_signs_no_other_browser_in(desk):
    """The attacker's code under the victim's state and key: the verifier is not that of the code."""
    await enrolled(desk, "attacker")
    attacker, victim = await begun(desk), await begun(desk)
    back = await signed_in_at(attacker.address, "attacker")
    answer = await victim.completed(back, state=victim.query["state"])
    assert (answer.status_code, answer.json()["code"]) == (401, "openid_sign_in_refused")
    assert await reasons(desk) == ["code"]


async def test_a_sign_in_is_completed_once_and_its_code_is_good_in_no_other(desk):
    await enrolled(desk, "wang")
    visit = await begun(desk)
    back = await signed_in_at(visit.address, "wang")
    assert (await visit.completed(back)).status_code == 200
    again = await visit.completed(back)
    assert (again.status_code, again.json()["code"]) == (401, "openid_sign_in_refused")
    other = await begun(desk)
    replayed = await other.completed(back, state=other.query["state"])
    assert replayed.status_code == 401
    assert await reasons(desk) == ["code", "state_used"]


async def test_the_provider_names_itself_and_is_the_one_that_was_asked(desk):
    await enrolled(desk, "wang")
    for iss in (None, "https://elsewhere.test"):
        visit = await begun(desk)
        back = await signed_in_at(visit.address, "wang")
        answer = await visit.completed(back, iss=iss)
        assert (answer.status_code, answer.json()["code"]) == (401, "openid_sign_in_refused")
    assert await reasons(desk) == ["issuer", "issuer"]


async def test_a_sign_in_is_over_after_ten_minutes(province, database):
    clock = MovableClock()
    desk = await desk_on(database, clock, settings_in(openid_providers=(told("province", province),)))
    async with desk.http, aclosing(desk.app.state.providers.outside.http):
        visit = await begun(desk)
        clock.at += timedelta(minutes=10)
        answer = await visit.completed({"state": visit.query["state"], "code": "any", "iss": province})
        assert answer.status_code == 401
        assert await reasons(desk) == ["state"]


async def test_many_who_complete_one_sign_in_at_once_get_one_token(province, committed_database):
    database = await committed_database("identity")
    settings = settings_in(openid_providers=(told("province", province),))
    await bootstrapped_on(database, settings)
    desk = await desk_on(database, MovableClock(), settings)
    async with desk.http, aclosing(desk.app.state.providers.outside.http):
        await enrolled(desk, "wang")
        visit = await begun(desk)
        back = await signed_in_at(visit.address, "wang")
        desk.clock.at = MovableClock().at
        answers = await asyncio.gather(*(visit.completed(back) for _ in range(8)))
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 7
        assert await reasons(desk) == ["state_used"] * 7

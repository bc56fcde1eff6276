"""Signing in at a provincial platform: person, legal person, for whom one acts, and going on for another."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from shared.db.ids import new_id
from shared.settings.service import Mode
from tests.identity.front import AUDIT, SECURITY, SYSTEM_ADMIN, settings_in
from tests.identity.openid.browser import reasons
from tests.identity.tickets.stage import account, bindings, legal, told


def applicant(organisation):
    return [{"role": "applicant", "organisation": organisation["id"]}]


async def test_P02_a_legal_person_signs_in_and_is_bound_to_its_organisation_at_first_sight(town, register):
    known = await register()
    code = known["credit_code"]
    await town.tells(wang=account(legal(code), acting_for=code))
    answer = await town.signed_in()
    assert bindings(answer) == applicant(known)
    acted = answer.json()["acting_for"]
    assert (acted["credit_code"], acted["organisation_id"], acted["state"]) == (code, known["id"], "vouched")
    held = await town.desk.call(SECURITY, "GET", f"/bindings?person_id={acted['person_id']}")
    assert [(each["role"], each["organisation_id"]) for each in held.json()["items"]] == [
        ("applicant", known["id"])
    ]
    person = (await town.desk.call(SECURITY, "GET", f"/people/{acted['person_id']}")).json()
    assert (person["provider"], person["subject"], person["display_name"]) == ("province", "wang", "王岚")


async def test_a_second_sign_in_binds_nothing_twice(town, register):
    code = (known := await register())["credit_code"]
    await town.tells(wang=account(legal(code), acting_for=code))
    first, second = await town.signed_in(), await town.signed_in()
    assert bindings(first) == bindings(second) == applicant(known)
    person = first.json()["acting_for"]["person_id"]
    held = await town.desk.call(SECURITY, "GET", f"/bindings?person_id={person}")
    assert len(held.json()["items"]) == 1


async def test_P02_one_goes_on_for_another_legal_person_without_a_new_sign_in(town, register):
    garlic, chicken = await register(), await register()
    codes = [each["credit_code"] for each in (garlic, chicken)]
    await town.tells(wang=account(*(legal(code) for code in codes), acting_for=codes[0]))
    first = await town.signed_in()
    before = await town.asked()
    relations = await town.relations(first)
    second = await town.acting(first, relations[codes[1]]["id"])
    assert second.status_code == 200, second.text
    assert second.headers["cache-control"] == "no-store"
    assert bindings(second) == applicant(chicken)
    assert second.json()["acting_for"]["credit_code"] == codes[1]
    back = await town.acting(second, relations[codes[0]]["id"])
    assert bindings(back) == applicant(garlic)
    oneself = await town.acting(back, None)
    assert bindings(oneself) == []
    assert "acting_for" not in oneself.json()
    assert [path for path in await town.asked() if path != "/asked"] == [
        path for path in before if path != "/asked"
    ]


async def test_an_officer_who_is_also_an_agent_is_never_both_in_one_token(town, register):
    code = (known := await register())["credit_code"]
    await town.tells(wang=account(legal(code)))
    officer = {"role": "city_officer", "region_path": "37.3708."}
    one = {"provider": "province", "subject": "wang", "display_name": "王岚", "roles": [officer]}
    await town.desk.made(SECURITY, "/people/enrolments", {"people": [one]})
    oneself = await town.signed_in()
    assert bindings(oneself) == [{"role": "city_officer", "region": "37.3708."}]
    relation = (await town.relations(oneself))[code]
    assert bindings(acting := await town.acting(oneself, relation["id"])) == applicant(known)
    assert bindings(await town.acting(acting, None)) == bindings(oneself)


async def test_a_person_who_acts_for_nobody_signs_in_when_enrolled_and_not_otherwise(town):
    await town.tells(wang=account())
    answer = await (await town.visit()).completed()
    assert (answer.status_code, answer.json()["code"]) == (403, "not_enrolled")
    assert await reasons(town.desk) == ["not_enrolled"]
    one = {"provider": "province", "subject": "wang", "display_name": "王岚", "roles": [{"role": "expert"}]}
    await town.desk.made(SECURITY, "/people/enrolments", {"people": [one]})
    answer = await town.signed_in()
    assert bindings(answer) == [{"role": "expert"}]
    on = await town.acting(answer, None)
    assert (on.status_code, on.json()["code"]) == (403, "vouching_over")


async def test_a_legal_person_that_registry_does_not_have_is_bound_to_nobody_until_it_has(town, register):
    code = "91370828MA3C4G5H68"
    await register()
    await town.tells(wang=account(legal(code), acting_for=code))
    answer = await town.signed_in()
    assert bindings(answer) == []
    assert answer.json()["not_acting"] == "legal_person_not_registered"
    relation = (await town.relations(answer))[code]
    refused = await town.acting(answer, relation["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "legal_person_not_registered")
    known = await register(credit_code=code)
    assert bindings(await town.acting(answer, relation["id"])) == applicant(known)


async def test_a_dissolved_organisation_is_nobodys_to_act_for(town, registry, register):
    known = await register()
    code = known["credit_code"]
    headers = await town.desk.bearer("clerk") | {"Idempotency-Key": str(new_id()), "If-Match": '"1"'}
    path = f"/registry/v1/organisations/{known['id']}/dissolution"
    body = {"reason": "注销"}
    assert (await registry.post(path, json=body, headers=headers)).status_code == 200
    await town.tells(wang=account(legal(code), acting_for=code))
    assert (await town.signed_in()).json()["not_acting"] == "legal_person_not_registered"


async def test_registry_out_of_reach_keeps_nobody_out_and_binds_nobody(town):
    await town.tells(wang=account(legal("91370828MA3C4G5H68"), acting_for="91370828MA3C4G5H68"))
    answer = await town.signed_in()
    assert (bindings(answer), answer.json()["not_acting"]) == ([], "sibling_silent")
    relation = (await town.relations(answer))["91370828MA3C4G5H68"]
    refused = await town.acting(answer, relation["id"])
    assert (refused.status_code, refused.json()["code"]) == (503, "sibling_silent")


async def test_P02_what_the_platform_vouches_for_no_longer_ends_at_the_next_sign_in_with_its_tokens(
    town, register
):
    code = (known := await register())["credit_code"]
    await town.tells(wang=account(legal(code), acting_for=code))
    old = await town.signed_in()
    other = legal("91370828MA3C4G5H68")
    town.desk.clock.at += timedelta(milliseconds=5)
    await town.tells(wang=account(other))
    answer = await town.signed_in()
    await town.desk.look()
    gone = await town.call(old, "GET", "/acting-relations/mine")
    assert (gone.status_code, gone.json()["code"]) == (401, "token_revoked")
    relations = await town.relations(answer)
    assert {each["credit_code"]: each["state"] for each in relations.values()} == {
        code: "ended",
        other["credit_code"]: "vouched",
    }
    refused = await town.acting(answer, relations[code]["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, "vouching_over")
    await town.tells(wang=account(legal(code), acting_for=code))
    town.desk.clock.at += timedelta(milliseconds=5)
    assert bindings(await town.signed_in()) == applicant(known)


async def test_P02_what_the_security_administrator_took_away_no_sign_in_gives_back(town, register):
    code = (known := await register())["credit_code"]
    await town.tells(wang=account(legal(code), acting_for=code))
    person = (await town.signed_in()).json()["acting_for"]["person_id"]
    held = (await town.desk.call(SECURITY, "GET", f"/bindings?person_id={person}")).json()["items"]
    path = f"/bindings/{held[0]['id']}/revoke"
    taken = await town.desk.call(SECURITY, "POST", path, json={"reason": "冒用"}, if_match=1)
    assert taken.status_code == 200, taken.text
    town.desk.clock.at += timedelta(milliseconds=5)
    answer = await town.signed_in()
    assert (bindings(answer), answer.json()["not_acting"]) == ([], "acting_withdrawn")
    given = {"person_id": person, "role": "applicant", "organisation_id": known["id"]}
    assert (await town.desk.call(SECURITY, "POST", "/bindings", json=given)).status_code == 201
    assert bindings(await town.signed_in()) == applicant(known)


async def test_an_administrator_acts_for_nobody(town, register):
    code = (await register())["credit_code"]
    one = {"provider": "province", "subject": "wang", "display_name": "王岚"}
    people = {"people": [{**one, "roles": [{"role": "audit_administrator"}]}]}
    await town.desk.made(SECURITY, "/people/enrolments", people)
    await town.tells(wang=account(legal(code), acting_for=code))
    answer = await town.signed_in()
    assert bindings(answer) == [{"role": "audit_administrator"}]
    assert answer.json()["not_acting"] == "duties_not_separate"


async def test_the_platform_is_believed_for_eight_hours_or_as_long_as_it_says(town, register):
    code = (await register())["credit_code"]
    await town.tells(wang=account(legal(code), acting_for=code))
    now = town.desk.clock()
    until = datetime.fromisoformat((await town.signed_in()).json()["acting_for"]["vouched_until"])
    assert until - now == timedelta(hours=8)
    said = (now + timedelta(minutes=12)).isoformat()
    await town.tells(wang=account(legal(code, valid_until=said), acting_for=code))
    answer = await town.signed_in()
    relation = answer.json()["acting_for"]["id"]
    town.desk.clock.at += timedelta(minutes=9)
    await town.desk.look()
    last = await town.acting(answer, relation)
    assert 170 < last.json()["expires_in"] <= 180
    oneself = await town.acting(last, None)
    town.desk.clock.at += timedelta(minutes=3)
    await town.desk.look()
    for wanted in (relation, None):
        over = await town.acting(oneself, wanted)
        assert (over.status_code, over.json()["code"]) == (403, "vouching_over")


async def test_a_relation_that_ends_sooner_ends_the_token_with_it(town, register):
    code = (await register())["credit_code"]
    until = (town.desk.clock() + timedelta(seconds=120)).isoformat()
    await town.tells(wang=account(legal(code, valid_until=until), acting_for=code))
    assert (await town.signed_in()).json()["expires_in"] <= 120


async def test_nobody_acts_by_the_relation_of_another_or_reads_it(town, register):
    code = (await register())["credit_code"]
    li = {"subject": "li", "name": "李丽", "legal_persons": [legal("91370828MA3C4G5H68")]}
    await town.tells(wang=account(legal(code), acting_for=code), li=li)
    relation = (await town.signed_in("wang")).json()["acting_for"]["id"]
    other = await town.signed_in("li")
    refused = await town.acting(other, relation)
    assert (refused.status_code, refused.json()["code"]) == (404, "relation_unknown")
    assert list(await town.relations(other)) == ["91370828MA3C4G5H68"]
    everybody = await town.call(other, "GET", "/acting-relations")
    assert everybody.status_code == 403
    seen = (await town.desk.call(SECURITY, "GET", "/acting-relations")).json()["items"]
    assert {each["credit_code"] for each in seen} == {code, "91370828MA3C4G5H68"}
    for stranger in (AUDIT, SYSTEM_ADMIN):
        assert (await town.desk.call(stranger, "GET", "/acting-relations")).status_code == 403


async def test_who_signed_in_elsewhere_does_not_go_on_for_ever(town):
    headers = await town.desk.bearer(AUDIT)
    answer = await town.desk.http.post("/identity/v1/acting", json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "vouching_over")


async def test_a_token_of_fewer_scopes_leads_to_no_more(town, register):
    code = (await register())["credit_code"]
    await town.tells(wang=account(legal(code), acting_for=code))
    scopes = ["identity:acting:*", "review:application:read"]
    few = await (await town.visit()).completed(scopes=scopes)
    again = await town.acting(few, few.json()["acting_for"]["id"])
    assert again.json()["scope"] == "identity:acting:* review:application:read"
    more = await (await town.visit()).completed(scopes=["nowhere:*"])
    assert (more.status_code, more.json()["code"]) == (422, "scopes_not_allowed")


async def test_many_who_act_for_the_first_time_at_once_make_one_binding(town, register):
    codes = [(await register())["credit_code"] for _ in range(2)]
    await town.tells(wang=account(*(legal(code) for code in codes)))
    oneself = await town.signed_in()
    relation = (await town.relations(oneself))[codes[0]]
    answers = [await town.acting(oneself, relation["id"]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    held = await town.desk.call(SECURITY, "GET", f"/bindings?person_id={relation['person_id']}")
    assert len(held.json()["items"]) == 1


async def test_where_one_may_sign_in_is_told_without_secrets(town):
    answer = await town.desk.http.get("/identity/v1/tickets/platforms")
    assert answer.json() == {"items": [{"name": "province", "title": "省政务服务网统一身份认证"}]}
    unknown = await town.desk.http.post("/identity/v1/tickets/sign-ins", json={"platform": "elsewhere"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "provider_unknown")


def test_a_platform_is_told_apart_and_reached_by_https_in_production():
    good = told("https://sso.example")
    for wrong, why in (
        ((told("https://sso.example", name="demo"),), "demo sign-in"),
        ((good, told("https://sso.example", name="other", redirect_uri="https://x.test/b")), "authority"),
        ((good, told("https://two.example", redirect_uri="https://x.test/b")), "name"),
    ):
        with pytest.raises(ValidationError, match=why):
            settings_in(ticket_platforms=wrong)
    with pytest.raises(ValidationError, match="https"):
        settings_in(Mode.PRODUCTION, ticket_platforms=(told("http://sso.example"),))

"""Registering, showing, correcting and changing organisations over HTTP."""

import pytest

from shared.codes.roles import Role
from tests.registry.conftest import JINING, PROVINCE, YANTAI, an_organisation

PATH = "/registry/v1/organisations"


async def test_R01_an_officer_registers_an_organisation_of_the_own_region(client, as_):
    answer = await client.post(
        PATH, json=an_organisation(name="金乡大蒜有限公司"), headers=as_(Role.CITY_OFFICER, region=JINING)
    )
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert answer.headers["Location"] == f"{PATH}/{body['id']}"
    assert body["region_path"] == "37.3708.370828."
    assert body["status"] == "active"
    assert {failing["code"] for failing in body["standing"]["failing"]} == {
        "standing_not_certified",
        "standing_facts_missing",
    }


async def test_people_are_shown_masked(register):
    body = await register()
    shown = {person["role"]: person for person in body["people"]}
    assert shown["legal_representative"]["name"] == "王*"
    assert shown["legal_representative"]["phone"] == "138****8000"
    assert shown["contact"]["email"] == "l***@example.com"


@pytest.mark.parametrize(
    "address", ["li\x00li@example.com", "lili@exam\u202eple.com", "li li@example.com", "li@x"]
)
async def test_an_address_that_no_mail_reaches_or_that_hides_something_is_refused(client, as_, address):
    body = an_organisation(contacts=[{"name": "李丽", "email": address}])
    answer = await client.post(PATH, json=body, headers=as_(Role.CITY_OFFICER, region=JINING))
    assert answer.status_code == 422
    assert "13805378000" not in answer.text


async def test_an_officer_does_not_register_elsewhere(client, as_):
    answer = await client.post(PATH, json=an_organisation(), headers=as_(Role.CITY_OFFICER, region=YANTAI))
    assert answer.status_code == 422
    assert answer.json()["code"] == "outside_own_region"


async def test_R01_a_wrong_check_digit_is_named(client, as_):
    body = an_organisation()
    wrong = body["credit_code"][:-1] + ("0" if body["credit_code"][-1] != "0" else "1")
    answer = await client.post(
        PATH, json={**body, "credit_code": wrong}, headers=as_(Role.CITY_OFFICER, region=JINING)
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "credit_code_check_digit"
    assert answer.json()["errors"][0]["pointer"] == "/credit_code"


async def test_a_credit_code_is_registered_once(client, as_, register):
    known = await register()
    answer = await client.post(
        PATH,
        json=an_organisation(credit_code=known["credit_code"]),
        headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE),
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "credit_code_taken"


async def test_the_same_key_registers_once_and_shows_again(client, as_):
    headers = as_(Role.CITY_OFFICER, region=JINING, subject="officer-1", key="once")
    body = an_organisation()
    first = await client.post(PATH, json=body, headers=headers)
    again = await client.post(PATH, json=body, headers=headers)
    assert again.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]


async def test_a_region_of_the_past_is_kept_and_placed_where_it_lies_now(register):
    body = await register(region_code="371202")
    assert body["region_code"] == "371202"
    assert body["current_region"] == "370116"
    assert body["region_path"] == "37.3701.370116."


async def test_an_officer_of_another_city_does_not_know_it(client, as_, register):
    known = await register()
    answer = await client.get(f"{PATH}/{known['id']}", headers=as_(Role.CITY_OFFICER, region=YANTAI))
    assert answer.status_code == 404
    assert answer.json()["code"] == "organisation_not_found"


async def test_an_applicant_sees_the_own_organisation_only(client, as_, register):
    own, other = await register(), await register()
    headers = as_(Role.APPLICANT, organisation=own["id"])
    assert (await client.get(f"{PATH}/{own['id']}", headers=headers)).status_code == 200
    assert (await client.get(f"{PATH}/{other['id']}", headers=headers)).status_code == 404
    listed = (await client.get(PATH, headers=headers)).json()
    assert [item["id"] for item in listed["items"]] == [own["id"]]


async def test_a_correction_needs_the_version_and_raises_it(client, as_, register):
    known = await register()
    path, patch = f"{PATH}/{known['id']}", {"size_class": "large", "category": None}
    unversioned = await client.patch(path, json=patch, headers=as_(Role.CITY_OFFICER, region=JINING))
    assert unversioned.status_code == 428
    stale = await client.patch(path, json=patch, headers=as_(Role.CITY_OFFICER, region=JINING, if_match=9))
    assert stale.status_code == 412
    answer = await client.patch(path, json=patch, headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1))
    assert answer.status_code == 200, answer.text
    assert answer.json()["size_class"] == "large"
    assert "category" not in answer.json()
    assert answer.json()["version"] == 2


async def test_what_is_not_null_in_the_record_cannot_be_removed(client, as_, register):
    known = await register()
    answer = await client.patch(
        f"{PATH}/{known['id']}",
        json={"industry_code": None},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert answer.status_code == 422


async def test_a_former_name_is_kept_and_a_past_day_can_be_read(client, as_, register):
    known = await register(name="金乡旧名有限公司")
    path = f"{PATH}/{known['id']}"
    renamed = await client.post(
        f"{path}/rename",
        json={"name": "金乡新名有限公司"},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert renamed.status_code == 200, renamed.text
    assert renamed.json()["former_names"] == ["金乡旧名有限公司"]
    reader = as_(Role.CITY_OFFICER, region=JINING)
    today = await client.get(f"{path}/facts", params={"as_of": "2099-01-01"}, headers=reader)
    assert today.json()["name"] == "金乡新名有限公司"
    before = await client.get(f"{path}/facts", params={"as_of": "2016-01-01"}, headers=reader)
    assert before.status_code == 404
    assert before.json()["code"] == "not_yet_known"


async def test_a_move_takes_people_along_and_is_refused_beyond_the_own_region(client, as_, register):
    known = await register()
    path = f"{PATH}/{known['id']}"
    refused = await client.post(
        f"{path}/move",
        json={"region_code": "370602"},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert refused.json()["code"] == "outside_own_region"
    moved = await client.post(
        f"{path}/move",
        json={"region_code": "370602"},
        headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE, if_match=1),
    )
    assert moved.status_code == 200, moved.text
    there = await client.get(path, headers=as_(Role.CITY_OFFICER, region=YANTAI))
    assert len(there.json()["people"]) == 2
    assert (await client.get(path, headers=as_(Role.CITY_OFFICER, region=JINING))).status_code == 404
    history = await client.get(f"{path}/history", headers=as_(Role.CITY_OFFICER, region=YANTAI))
    assert [entry["transition"] for entry in history.json()["items"]] == ["register", "move"]


async def test_a_new_representative_ends_the_term_of_the_old(client, as_, register):
    known = await register()
    answer = await client.post(
        f"{PATH}/{known['id']}/representative",
        json={"legal_representative": {"name": "赵强"}},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert answer.status_code == 200, answer.text
    representatives = [p for p in answer.json()["people"] if p["role"] == "legal_representative"]
    assert [person["name"] for person in representatives] == ["赵*"]
    history = await client.get(f"{PATH}/{known['id']}/history", headers=as_(Role.CITY_OFFICER, region=JINING))
    assert "赵强" not in history.text


async def test_a_dissolved_organisation_offers_reinstatement_only(client, as_, register):
    known = await register()
    path = f"{PATH}/{known['id']}"
    officer = {"role": Role.CITY_OFFICER, "region": JINING}
    done = await client.post(
        f"{path}/dissolution", json={"reason": "注销"}, headers=as_(**officer, if_match=1)
    )
    assert done.json()["status"] == "dissolved", done.text
    offers = (await client.get(f"{path}/actions", headers=as_(**officer))).json()
    assert [offer["action"] for offer in offers["actions"]] == ["reinstate"]
    refused = await client.post(f"{path}/rename", json={"name": "新名"}, headers=as_(**officer, if_match=2))
    assert refused.status_code == 409
    assert refused.json()["blocked"]["allowed"] == ["reinstate"]
    back = await client.post(
        f"{path}/reinstatement", json={"reason": "误登"}, headers=as_(**officer, if_match=2)
    )
    assert back.json()["status"] == "active"


@pytest.mark.parametrize("role", [Role.EXPERT, Role.PUBLIC, Role.FINANCE_OFFICER])
async def test_a_role_without_the_register_is_refused(client, as_, role, register):
    known = await register()
    headers = as_(Role.EXPERT if role is Role.PUBLIC else role, region=PROVINCE)
    answer = await client.get(f"{PATH}/{known['id']}", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["code"] == "role_missing"


@pytest.mark.parametrize("letter", ["壮", "ß", "ﬃ", "𠮷", "'", "%"])
async def test_the_longest_names_of_any_script_are_registered_and_found(client, register, letter):
    known = await register(name=letter * 60 + "Q" + letter * 5)
    listed = await client.get("/registry/v1/directory", params={"q": known["name"][:60]})
    assert listed.status_code == 200
    full = await register(name="壮" * 200)
    assert len(full["name"]) == 200

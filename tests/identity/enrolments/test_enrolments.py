from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.testing.database import Statements
from tests.identity.front import SECURITY

OFFICER = {"role": "city_officer", "region_path": "37.3708."}


async def test_enrolling_twice_changes_nothing(desk):
    roles = [OFFICER, {"role": "expert"}]
    first = await desk.person("wang", *roles)
    assert await desk.person("wang", *roles) == first
    listed = (await desk.call(SECURITY, "GET", f"/bindings?person_id={first['id']}")).json()["items"]
    assert [binding["role"] for binding in listed] == ["city_officer", "expert"]


async def test_a_fault_in_one_enrolment_names_it_and_enters_nobody(desk):
    people = [
        {"provider": "demo", "subject": "a", "display_name": "a"},
        {"provider": "demo", "subject": "b", "display_name": "b", "roles": [{"role": "applicant"}]},
    ]
    answer = await desk.call(SECURITY, "POST", "/people/enrolments", json={"people": people})
    assert answer.json()["errors"][0]["pointer"] == "/people/1/roles/0/organisation_id"
    assert (await desk.call(SECURITY, "GET", "/people?subject=a")).json()["items"] == []


async def test_one_key_enrols_once_and_shows_the_same_again(desk):
    people = [{"provider": "demo", "subject": "a", "display_name": "a", "roles": [OFFICER]}]
    calls = [
        await desk.call(SECURITY, "POST", "/people/enrolments", json={"people": people}, key="k-1")
        for _ in range(2)
    ]
    assert calls[0].json() == calls[1].json()
    assert calls[1].headers["idempotent-replayed"] == "true"


async def test_hundreds_are_enrolled_in_a_few_statements(desk, database):
    people = [
        {
            "provider": "demo",
            "subject": f"s-{n}",
            "display_name": f"企业{n}",
            "roles": [{"role": "expert"}, OFFICER],
        }
        for n in range(200)
    ]
    headers = {**await desk.bearer(SECURITY), "Idempotency-Key": "many"}
    with Statements(database) as statements:
        made = await desk.http.post(
            "/identity/v1/people/enrolments", json={"people": people}, headers=headers
        )
    assert made.status_code == 201
    assert [person["subject"] for person in made.json()["items"]] == [f"s-{n}" for n in range(200)]
    assert len(statements.sent) < 20
    async with database.read(SYSTEM) as session:
        entries = await Trail(session).of("person", made.json()["items"][7]["id"])
    assert [(entry["sequence"], entry["transition"]) for entry in entries] == [(1, "create")]


async def test_a_person_named_twice_in_one_call_is_entered_once(desk):
    one = {"provider": "demo", "subject": "a", "display_name": "a", "roles": [OFFICER, OFFICER]}
    made = await desk.made(SECURITY, "/people/enrolments", {"people": [one, one]})
    assert made["items"][0] == made["items"][1]
    listed = await desk.call(SECURITY, "GET", f"/bindings?person_id={made['items'][0]['id']}")
    assert len(listed.json()["items"]) == 1


async def test_nobody_enrols_oneself(desk):
    one = {"provider": "demo", "subject": SECURITY, "display_name": "x", "roles": [{"role": "expert"}]}
    answer = await desk.call(SECURITY, "POST", "/people/enrolments", json={"people": [one]})
    assert (answer.status_code, answer.json()["code"]) == (403, "grant_to_oneself")

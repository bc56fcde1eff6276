"""Personal data in clear: with a purpose, recorded, limited, readable by the organisation and the audit."""

import asyncio

import httpx
import pytest

from shared.codes.roles import Role
from tests.registry.conftest import JINING, YANTAI, an_organisation


def path_of(known):
    person = next(p for p in known["people"] if p["role"] == "legal_representative")
    return f"/registry/v1/organisations/{known['id']}/people/{person['id']}/unmask"


async def test_a_purpose_unmasks_and_the_organisation_reads_who_looked(client, as_, register):
    known = await register()
    answer = await client.post(
        path_of(known),
        json={"purpose": "电话通知补正材料"},
        headers=as_(Role.CITY_OFFICER, region=JINING, subject="officer-7"),
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["name"] == "王小明"
    assert answer.json()["phone"] == "138 0537 8000"
    assert answer.headers["Cache-Control"] == "no-store"
    log = await client.get(
        f"/registry/v1/organisations/{known['id']}/access-log",
        headers=as_(Role.APPLICANT, organisation=known["id"]),
    )
    assert [(entry["actor"], entry["purpose"]) for entry in log.json()["items"]] == [
        ("officer-7", "电话通知补正材料")
    ]


async def test_without_a_purpose_nothing_is_shown(client, as_, register):
    known = await register()
    answer = await client.post(path_of(known), json={}, headers=as_(Role.CITY_OFFICER, region=JINING))
    assert answer.status_code == 422


async def test_an_auditor_reads_masked_only(client, as_, register):
    known = await register()
    answer = await client.post(
        path_of(known), json={"purpose": "审计"}, headers=as_(Role.AUDITOR, region="37.")
    )
    assert answer.status_code == 403


async def test_another_city_does_not_know_the_person(client, as_, register):
    known = await register()
    answer = await client.post(
        path_of(known), json={"purpose": "好奇"}, headers=as_(Role.CITY_OFFICER, region=YANTAI)
    )
    assert answer.status_code == 404


async def test_a_reader_who_reads_too_often_waits(client, as_, register):
    known = await register()
    headers = as_(Role.CITY_OFFICER, region=JINING, subject="officer-8")
    statuses = [
        (await client.post(path_of(known), json={"purpose": "核对"}, headers=headers)).status_code
        for _ in range(4)
    ]
    assert statuses == [200, 200, 200, 429]


async def read_by(client, as_, known, subject):
    headers = as_(Role.CITY_OFFICER, region=JINING, subject=subject)
    answer = await client.post(path_of(known), json={"purpose": f"核对 {subject}"}, headers=headers)
    assert answer.status_code == 200, answer.text


async def actors(client, path, headers):
    answer = await client.get(f"/registry/v1{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [entry["actor"] for entry in answer.json()["items"]]


async def test_P03_an_organisation_reads_who_looked_at_it_in_which_role_and_not_at_others(
    client, as_, register
):
    own, other = await register(), await register()
    await read_by(client, as_, own, "officer-1")
    await read_by(client, as_, other, "officer-2")
    headers = as_(Role.APPLICANT, organisation=own["id"])
    log = await client.get(f"/registry/v1/organisations/{own['id']}/access-log", headers=headers)
    assert [(entry["actor"], entry["actor_roles"]) for entry in log.json()["items"]] == [
        ("officer-1", ["city_officer"])
    ]
    assert await actors(client, f"/organisations/{other['id']}/access-log", headers) == []
    assert (await client.get("/registry/v1/access-log", headers=headers)).status_code == 403


async def test_P03_the_audit_administrator_reads_all_and_an_auditor_the_own_region(client, as_, register):
    jining, yantai = await register(), await register(region_code="370602")
    await read_by(client, as_, jining, "officer-1")
    yantai_officer = as_(Role.CITY_OFFICER, region=YANTAI, subject="officer-2")
    answer = await client.post(path_of(yantai), json={"purpose": "核对"}, headers=yantai_officer)
    assert answer.status_code == 200, answer.text
    audit, auditor = as_(Role.AUDIT_ADMINISTRATOR), as_(Role.AUDITOR, region=YANTAI)
    assert set(await actors(client, "/access-log", audit)) == {"officer-1", "officer-2"}
    assert await actors(client, "/access-log?actor=officer-2", audit) == ["officer-2"]
    assert await actors(client, f"/access-log?organisation_id={jining['id']}", audit) == ["officer-1"]
    assert await actors(client, f"/organisations/{jining['id']}/access-log", audit) == ["officer-1"]
    assert await actors(client, "/access-log?read_until=2017-01-01T00:00:00Z", audit) == []
    assert len(await actors(client, "/access-log?read_from=2017-01-01T00:00:00Z", audit)) == 2
    assert await actors(client, "/access-log", auditor) == ["officer-2"]
    assert await actors(client, f"/access-log?organisation_id={jining['id']}", auditor) == []


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.CITY_OFFICER])
async def test_P03_nobody_else_reads_who_looked(client, as_, role):
    headers = as_(role, region=JINING)
    assert (await client.get("/registry/v1/access-log", headers=headers)).status_code == 403


async def test_pages_of_the_access_log_lead_through_all_of_it_and_to_nothing_else(client, as_, register):
    own, other = await register(), await register()
    for number in range(3):
        await read_by(client, as_, own, f"officer-{number}")
        await read_by(client, as_, other, f"stranger-{number}")
    headers = as_(Role.APPLICANT, organisation=own["id"])
    seen, path = [], f"/registry/v1/organisations/{own['id']}/access-log?limit=2"
    first = path
    while path:
        page = (await client.get(path, headers=headers)).json()
        seen += [entry["actor"] for entry in page["items"]]
        cursor = page.get("next_cursor")
        path = f"{first}&cursor={cursor}" if cursor else ""
    assert seen == ["officer-2", "officer-1", "officer-0"]


async def test_P03_readings_at_once_by_one_reader_stay_within_the_limit(build, committed_database, as_):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build(await committed_database("registry"))),
        base_url="http://registry.test",
    ) as client:
        province = as_(Role.PROGRAMME_OFFICER, region="37.")
        made = await client.post("/registry/v1/organisations", json=an_organisation(), headers=province)
        assert made.status_code == 201, made.text
        eager = as_(Role.CITY_OFFICER, region=JINING, subject="officer-9")
        purpose = {"purpose": "核对"}
        answers = await asyncio.gather(
            *(client.post(path_of(made.json()), json=purpose, headers=eager) for _ in range(8))
        )
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [429] * 5
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 429)


@pytest.mark.parametrize("purpose", ["", "   ", None, 7])
async def test_a_purpose_is_said_in_words(client, as_, register, purpose):
    known = await register()
    headers = as_(Role.CITY_OFFICER, region=JINING)
    answer = await client.post(path_of(known), json={"purpose": purpose}, headers=headers)
    assert answer.status_code == 422
    assert await actors(client, "/access-log", as_(Role.AUDIT_ADMINISTRATOR)) == []

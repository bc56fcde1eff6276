"""Personal data in clear: with a purpose, recorded, limited, readable by the organisation."""

from shared.codes.roles import Role
from tests.registry.conftest import JINING, YANTAI


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

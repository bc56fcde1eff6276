"""Changes at once, and the record as the sum of its history."""

import asyncio
from datetime import timedelta

import httpx

from services.registry.organisations.schemas import OrganisationFacts
from shared.codes.roles import Role
from tests.registry.conftest import JINING, PROVINCE, an_organisation

PATH = "/registry/v1/organisations"
OFFICER = {"role": Role.PROGRAMME_OFFICER, "region": PROVINCE}


async def test_of_many_corrections_at_once_one_takes_effect(committed_database, build, as_):
    database = await committed_database("registry")
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as client:
        made = (await client.post(PATH, json=an_organisation(), headers=as_(**OFFICER))).json()
        answers = await asyncio.gather(
            *(
                client.patch(
                    f"{PATH}/{made['id']}",
                    json={"address": f"大蒜路{number}号"},
                    headers=as_(**OFFICER, if_match=1),
                )
                for number in range(6)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412, 412]


async def test_of_many_registrations_under_one_key_one_takes_effect(committed_database, build, as_):
    database = await committed_database("registry")
    transport = httpx.ASGITransport(build(database))
    headers, body = as_(**OFFICER, subject="officer-1", key="once"), an_organisation()
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as client:
        answers = await asyncio.gather(*(client.post(PATH, json=body, headers=headers) for _ in range(6)))
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
        listed = await client.get("/registry/v1/directory", params={"include_total": "true"})
        assert listed.json()["total"] == 1


async def test_the_record_is_the_sum_of_its_history(client, as_, register, database):
    known = await register()
    path = f"{PATH}/{known['id']}"
    steps = [
        ("patch", path, {"size_class": "large", "above_scale": True}),
        ("post", f"{path}/rename", {"name": "金乡新名有限公司"}),
        ("post", f"{path}/move", {"region_code": "370602", "address": "芝罘区大海阳路1号"}),
        ("patch", path, {"size_class": None, "industry_code": "05"}),
        ("post", f"{path}/representative", {"legal_representative": {"name": "赵强"}}),
        ("post", f"{path}/dissolution", {"reason": "注销"}),
        ("post", f"{path}/reinstatement", {"reason": "误登"}),
    ]
    for version, (method, where, body) in enumerate(steps, start=1):
        database.clock.follow(timedelta(days=version))
        answer = await client.request(method, where, json=body, headers=as_(**OFFICER, if_match=version))
        assert answer.status_code == 200, (version, answer.text)
    record = (await client.get(path, headers=as_(**OFFICER))).json()
    summed = await client.get(f"{path}/facts", params={"as_of": "2099-01-01"}, headers=as_(**OFFICER))
    first = await client.get(
        f"{path}/facts", params={"as_of": database.clock.today() - timedelta(days=6)}, headers=as_(**OFFICER)
    )
    assert (first.json()["size_class"], first.json()["name"]) == ("large", known["name"])
    for name in OrganisationFacts.model_fields:
        assert summed.json().get(name) == record.get(name), name


async def test_a_change_counts_from_a_day_between_the_last_one_and_today(client, as_, register, database):
    known = await register()
    path = f"{PATH}/{known['id']}/rename"
    for day in ("2016-01-01", "2099-01-01"):
        answer = await client.post(
            path,
            json={"name": "新名", "effective_on": day},
            headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
        )
        assert answer.json()["code"] == "effective_day_unfit"
    today = database.clock.today().isoformat()
    answer = await client.post(
        path,
        json={"name": "新名", "effective_on": today},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert answer.status_code == 200


async def test_one_more_contact_is_masked_as_the_others_are(client, as_, register):
    known = await register()
    body = {"name": "赵晓燕", "position": "电商部主管", "phone": "13800000000", "email": "zhao@example.com"}
    headers = as_(Role.CITY_OFFICER, region=JINING, if_match=known["version"])
    answer = await client.post(
        f"/registry/v1/organisations/{known['id']}/contacts", json=body, headers=headers
    )
    assert answer.status_code == 201, answer.text
    contacts = [each["position"] for each in answer.json()["people"] if each["role"] == "contact"]
    assert sorted(contacts) == ["品牌部经理", "电商部主管"]
    assert not any(told in answer.text for told in ("赵晓燕", "13800000000", "zhao@example.com"))

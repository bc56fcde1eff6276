"""Brands, and the periods for which others use them."""

import asyncio

import httpx
import pytest

from shared.codes.roles import Role
from tests.registry.conftest import JINING, PROVINCE, YANTAI, an_organisation

PATH = "/registry/v1/brands"
PERIOD = {"from_on": "2017-01-01", "until_on": "2020-01-01"}


@pytest.fixture
def brand(client, as_):
    async def made(organisation, **members: str) -> dict:
        body = {
            "organisation_id": organisation["id"],
            "name": "金乡大蒜",
            "kind": "regional_public",
            "origin": "own",
            "markets": ["domestic", "export"],
            **members,
        }
        answer = await client.post(PATH, json=body, headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE))
        assert answer.status_code == 201, answer.text
        return answer.json()

    return made


async def test_R04_an_applicant_registers_brands_of_the_own_organisation_only(client, as_, register):
    own, other = await register(), await register()
    headers = as_(Role.APPLICANT, organisation=own["id"])
    body = {
        "organisation_id": own["id"],
        "name": "蒜都红",
        "kind": "product",
        "origin": "oem",
        "markets": ["export"],
    }
    assert (await client.post(PATH, json=body, headers=headers)).status_code == 201
    refused = await client.post(
        PATH,
        json={**body, "organisation_id": other["id"]},
        headers=as_(Role.APPLICANT, organisation=own["id"]),
    )
    assert refused.status_code == 404


async def test_brands_are_public(client, register, brand):
    organisation = await register()
    made = await brand(organisation)
    listed = (await client.get(PATH, params={"owner": organisation["id"]})).json()
    assert [item["id"] for item in listed["items"]] == [made["id"]]
    assert (await client.get(f"{PATH}/{made['id']}")).json()["kind"] == "regional_public"


async def test_a_brand_of_one_name_and_kind_exists_once(client, as_, register, brand):
    organisation = await register()
    await brand(organisation)
    again = await client.post(
        PATH,
        json={
            "organisation_id": organisation["id"],
            "name": "金乡大蒜",
            "kind": "regional_public",
            "origin": "own",
            "markets": ["domestic"],
        },
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    assert again.json()["code"] == "brand_name_taken"


async def test_a_retired_brand_is_given_to_nobody(client, as_, register, brand):
    owner, user = await register(), await register()
    made = await brand(owner)
    patched = await client.patch(
        f"{PATH}/{made['id']}",
        json={"status": "retired"},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert patched.json()["status"] == "retired"
    answer = await client.post(
        f"{PATH}/{made['id']}/authorisations",
        json={"organisation_id": user["id"], **PERIOD},
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    assert answer.json()["code"] == "brand_retired"


async def test_R04_a_parent_brand_is_given_for_a_period_that_does_not_overlap(client, as_, register, brand):
    owner, user = await register(), await register(region_code="370602")
    parent, child = await brand(owner), await brand(user, name="蒜都红", kind="product")
    path, officer = f"{PATH}/{parent['id']}/authorisations", {"role": Role.CITY_OFFICER, "region": JINING}
    body = {"organisation_id": user["id"], "child_id": child["id"], **PERIOD}
    given = await client.post(path, json=body, headers=as_(**officer))
    assert given.status_code == 201, given.text
    twice = await client.post(path, json=body, headers=as_(**officer))
    assert (twice.status_code, twice.json()["code"]) == (409, "authorisation_overlaps")
    ended = await client.post(
        f"{path}/{given.json()['id']}/end",
        json={"until_on": "2018-01-01"},
        headers=as_(**officer, if_match=1),
    )
    assert ended.json()["until_on"] == "2018-01-01", ended.text
    later = await client.post(path, json={**body, "from_on": "2018-01-01"}, headers=as_(**officer))
    assert later.status_code == 201
    assert len((await client.get(path)).json()["items"]) == 2
    below = await client.get(f"{PATH}/{child['id']}/authorisations")
    assert {item["brand_id"] for item in below.json()["items"]} == {parent["id"]}


async def test_only_the_owner_gives_the_brand(client, as_, register, brand):
    owner, user = await register(), await register()
    parent = await brand(owner)
    answer = await client.post(
        f"{PATH}/{parent['id']}/authorisations",
        json={"organisation_id": user["id"], **PERIOD},
        headers=as_(Role.CITY_OFFICER, region=YANTAI),
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["product", "service"])
async def test_a_brand_of_goods_stands_above_nothing(client, as_, register, brand, kind):
    owner = await register()
    made = await brand(owner, kind=kind)
    answer = await client.post(
        f"{PATH}/{made['id']}/authorisations",
        json={"organisation_id": owner["id"], **PERIOD},
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    assert answer.json()["code"] == "parent_unfit"


async def test_no_brand_stands_above_its_own_parent(client, as_, register, brand):
    owner = await register()
    upper, lower = await brand(owner, name="上"), await brand(owner, name="下", kind="city")
    officer = {"role": Role.CITY_OFFICER, "region": JINING}
    first = await client.post(
        f"{PATH}/{upper['id']}/authorisations",
        json={"organisation_id": owner["id"], "child_id": lower["id"], **PERIOD},
        headers=as_(**officer),
    )
    assert first.status_code == 201
    circle = await client.post(
        f"{PATH}/{lower['id']}/authorisations",
        json={"organisation_id": owner["id"], "child_id": upper["id"], **PERIOD},
        headers=as_(**officer),
    )
    assert circle.json()["code"] == "child_unfit"


async def test_of_many_parents_at_once_a_child_gets_one(committed_database, build, as_):
    database = await committed_database("registry")
    transport = httpx.ASGITransport(build(database))
    officer = {"role": Role.PROGRAMME_OFFICER, "region": PROVINCE}
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as client:

        async def post(path, body) -> httpx.Response:
            return await client.post(path, json=body, headers=as_(**officer))

        owner = (await post("/registry/v1/organisations", an_organisation())).json()
        shape = {"organisation_id": owner["id"], "origin": "own", "markets": ["domestic"]}
        child = (await post(PATH, {**shape, "name": "子", "kind": "product"})).json()
        parents = [
            (await post(PATH, {**shape, "name": f"母{n}", "kind": "regional_public"})).json()
            for n in range(5)
        ]
        body = {"organisation_id": owner["id"], "child_id": child["id"], **PERIOD}
        tried = await asyncio.gather(
            *(post(f"{PATH}/{parent['id']}/authorisations", body) for parent in parents)
        )
        assert sorted(answer.status_code for answer in tried) == [201, 409, 409, 409, 409]

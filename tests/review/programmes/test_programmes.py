"""Programmes and editions over HTTP: uploaded whole, published once, read by anybody."""

from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from services.review import definitions
from services.review.programmes.models import Edition, Programme
from services.review.programmes.rules import ChangeKind, differences
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.work import Database

TEXT = (Path(definitions.__file__).parents[1] / "catalogue" / "internet_plus_brand_2017.yaml").read_text(
    "utf-8"
)
V1 = "/review/v1"
NAME = {"zh-CN": "“互联网+品牌”重点培育企业", "en": "Key cultivation enterprises"}


@pytest.fixture
def officer(as_: Any) -> Any:
    return lambda **more: as_(Role.PROGRAMME_OFFICER, region="37.", **more)


@pytest.fixture
async def programme(client: httpx.AsyncClient, officer: Any) -> dict[str, Any]:
    body = {"code": "internet_plus_brand", "name": NAME, "owner_region": "370000"}
    answer = await client.post(f"{V1}/programmes", json=body, headers=officer())
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
def editions(programme: dict[str, Any]) -> str:
    return f"{V1}/programmes/{programme['id']}/editions"


async def test_V01_an_edition_is_uploaded_checked_and_published(client: Any, officer: Any, editions: str):
    draft = await client.post(editions, json={"text": TEXT}, headers=officer())
    assert (draft.status_code, draft.json()["state"]) == (201, "draft")
    published = await client.post(f"{editions}/1/publication", headers=officer(if_match=1))
    assert (published.status_code, published.json()["state"]) == (200, "published")
    shown = await client.get(f"{editions}/1")
    assert shown.json()["definition"]["quota"]["cap"] == 50


async def test_a_draft_is_unknown_to_the_public_and_to_other_regions(
    client: Any, officer: Any, as_: Any, editions: str
):
    await client.post(editions, json={"text": TEXT}, headers=officer())
    assert (await client.get(f"{editions}/1")).status_code == 404
    elsewhere = as_(Role.PROGRAMME_OFFICER, region="35.")
    assert (await client.get(f"{editions}/1", headers=elsewhere)).json()["code"] == "edition_not_found"
    assert (await client.get(editions)).json() == {"items": []}
    assert (await client.get(f"{editions}/1", headers=officer())).status_code == 200


async def test_V01_a_programme_names_its_newest_edition_only_once_it_is_published(
    client: Any, officer: Any, programme: dict[str, Any], editions: str
):
    path = f"{V1}/programmes/{programme['id']}"
    await client.post(editions, json={"text": TEXT}, headers=officer())
    before = await client.get(path)
    assert (before.status_code, before.json()) == (200, programme)
    assert "published_edition" not in programme
    await client.post(f"{editions}/1/publication", headers=officer(if_match=1))
    after = await client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json()["published_edition"]) == (200, 1)
    missing = await client.get(f"{V1}/programmes/{UUID(int=7)}")
    assert (missing.status_code, missing.json()["code"]) == (404, "programme_not_found")


async def test_a_published_edition_takes_no_change(
    client: Any, officer: Any, editions: str, database: Database
):
    await client.post(editions, json={"text": TEXT}, headers=officer())
    await client.post(f"{editions}/1/publication", headers=officer(if_match=1))
    replaced = await client.put(f"{editions}/1", json={"text": TEXT}, headers=officer(if_match=2))
    assert (replaced.status_code, replaced.json()["code"]) == (409, "edition_published")
    with pytest.raises(DBAPIError, match="immutable"):
        async with database.write(SYSTEM) as session:
            await session.execute(update(Edition).values(number=9))


async def test_publishing_asks_for_the_version_seen(client: Any, officer: Any, editions: str):
    await client.post(editions, json={"text": TEXT}, headers=officer())
    await client.put(
        f"{editions}/1", json={"text": TEXT.replace("cap: 50 ", "cap: 40 ")}, headers=officer(if_match=1)
    )
    stale = await client.post(f"{editions}/1/publication", headers=officer(if_match=1))
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")


async def test_publishing_twice_under_one_key_publishes_once(client: Any, officer: Any, editions: str):
    await client.post(editions, json={"text": TEXT}, headers=officer())
    key = officer(if_match=1, key="publish", subject="01938a6e-0b49-7d10-b3a4-1f2f7f3a2c55")
    first = await client.post(f"{editions}/1/publication", headers=key)
    again = await client.post(f"{editions}/1/publication", headers=key)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_a_faulty_definition_is_refused_with_the_place_of_each_fault(
    client: Any, officer: Any, editions: str
):
    broken = TEXT.replace('weight: "0.30"', 'weight: "0.40"')
    answer = await client.post(editions, json={"text": broken}, headers=officer())
    assert (answer.status_code, answer.json()["code"]) == (422, "definition_not_valid")
    assert answer.json()["errors"][0]["pointer"] == "/rubric/criteria"


async def test_checking_stores_nothing_and_names_lines_in_the_reader_s_language(
    client: Any, officer: Any, editions: str
):
    broken = TEXT.replace("minimum_sample: 3", "minimum_sample: 9")
    headers = officer() | {"Accept-Language": "en"}
    answer = await client.post(f"{V1}/definition-checks", json={"text": broken}, headers=headers)
    (fault,) = answer.json()["faults"]
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if "minimum_sample" in text)
    assert (fault["line"], fault["pointer"]) == (line, "/panel/minimum_sample")
    assert fault["detail"] == "The minimum sample is beyond the 3 experts of an application."
    assert (await client.get(editions, headers=officer())).json() == {"items": []}
    sound = await client.post(f"{V1}/definition-checks", json={"text": TEXT}, headers=officer())
    assert sound.json() == {"valid": True, "faults": []}


async def test_a_definition_of_another_programme_is_refused(client: Any, officer: Any, editions: str):
    answer = await client.post(
        editions,
        json={"text": TEXT.replace("code: internet_plus_brand", "code: something_else")},
        headers=officer(),
    )
    assert answer.json()["code"] == "definition_of_another_programme"


async def test_a_programme_is_created_by_an_officer_of_its_region_only(client: Any, as_: Any):
    body = {"code": "another", "name": NAME, "owner_region": "370000"}
    for headers, code in (
        (as_(Role.PROGRAMME_OFFICER, region="37.3708."), "owned_by_another_region"),
        (as_(Role.CITY_OFFICER, region="37."), "role_missing"),
        ({"Idempotency-Key": "x"}, "unauthenticated"),
    ):
        answer = await client.post(f"{V1}/programmes", json=body, headers=headers)
        assert answer.json()["code"] == code


async def test_a_name_may_be_as_long_as_the_contract_says(client: Any, officer: Any):
    name = {"zh-CN": "名" * 500, "en": "n" * 500}
    body = {"code": "long_name", "name": name, "owner_region": "370000"}
    answer = await client.post(f"{V1}/programmes", json=body, headers=officer())
    assert (answer.status_code, answer.json()["name"]) == (201, name)


async def test_a_code_is_taken_once_and_a_region_must_exist(client: Any, officer: Any, programme: Any):
    taken = {"code": "internet_plus_brand", "name": NAME, "owner_region": "370000"}
    answer = await client.post(f"{V1}/programmes", json=taken, headers=officer())
    assert (answer.status_code, answer.json()["code"]) == (409, "programme_code_taken")
    nowhere = {"code": "nowhere", "name": NAME, "owner_region": "379999"}
    answer = await client.post(f"{V1}/programmes", json=nowhere, headers=officer())
    assert answer.json()["errors"][0]["pointer"] == "/owner_region"


async def test_V02_a_shipped_definition_is_installed_once(client: Any, officer: Any):
    names = (await client.get(f"{V1}/shipped-definitions")).json()["items"]
    assert "internet_plus_brand_2017" in names
    body = {"name": "internet_plus_brand_2017"}
    first = (await client.post(f"{V1}/programmes/from-catalogue", json=body, headers=officer())).json()
    again = (await client.post(f"{V1}/programmes/from-catalogue", json=body, headers=officer())).json()
    assert first == again
    assert first["published_edition"] == 1
    (listed,) = (await client.get(f"{V1}/programmes")).json()["items"]
    assert listed["name"]["en"].startswith("Shandong")
    missing = await client.post(f"{V1}/programmes/from-catalogue", json={"name": "none"}, headers=officer())
    assert missing.json()["code"] == "shipped_definition_not_found"


async def test_a_front_end_gets_the_form_with_its_hints_and_materials(
    client: Any, a_programme: Programme, an_edition: Edition
):
    answer = await client.get(f"{V1}/programmes/{a_programme.id}/editions/1/form")
    form = answer.json()
    assert form["schema"]["properties"]["brand_name"]["title"] == "品牌名称"
    assert form["ui"]["widgets"]["brand_story"] == "textarea"
    assert [material["key"] for material in form["materials"]] == ["application_form", "brand_proof"]


async def test_two_editions_are_compared_place_by_place(client: Any, officer: Any, editions: str):
    await client.post(editions, json={"text": TEXT}, headers=officer())
    await client.post(editions, json={"text": TEXT.replace("cap: 50 ", "cap: 60 ")}, headers=officer())
    answer = await client.get(f"{editions}/2/differences?since=1", headers=officer())
    assert answer.json() == {
        "items": [{"pointer": "/quota/cap", "kind": "changed", "before": 50, "after": 60}]
    }


def test_items_of_a_list_are_compared_by_their_key():
    before = {"stages": [{"step": "a", "days": 1}, {"step": "b", "days": 2}], "tags": ["x"]}
    after = {"stages": [{"step": "b", "days": 3}, {"step": "c", "days": 1}], "tags": ["y"]}
    found = {("/".join(each.path), each.kind) for each in differences(before, after)}
    assert found == {
        ("stages/a", ChangeKind.REMOVED),
        ("stages/b/days", ChangeKind.CHANGED),
        ("stages/c", ChangeKind.ADDED),
        ("tags", ChangeKind.CHANGED),
    }

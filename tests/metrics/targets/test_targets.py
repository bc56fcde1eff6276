"""Targets as they are shipped, defined by officers and worded anew."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.metrics.aims.schemas import FormalTarget
from services.metrics.aims.service import shipped_vocabulary
from services.metrics.sentences.service import read
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import Signer
from tests.metrics.shelf import take_in_all

API = "/metrics/v1/targets"


pytestmark = pytest.mark.stocked


def a_target(**members: Any) -> dict[str, Any]:
    return {
        "code": "jining_marks_goal",
        "document": "trademark_brands_2018",
        "clause": "二",
        "text": "地理标志商标总数达到150件以上",
        "formal": {
            "window": {"until": 2022},
            "region": "370800",
            "quantifier": {"kind": "total"},
            "basis": "stock",
            "measure": {"kind": "series", "code": "international_marks"},
            "unit": "piece",
            "comparator": {
                "kind": "compare",
                "relation": "at_least",
                "bound": {"kind": "constant", "value": "150"},
            },
            "binding": "aspirational",
        },
        **members,
    }


async def targets(client: httpx.AsyncClient, **params: str) -> dict[str, dict[str, Any]]:
    answer = await client.get(API, params={"limit": "200", **params})
    assert answer.status_code == 200, answer.text
    return {each["code"]: each for each in answer.json()["items"]}


async def test_all_targets_of_the_documents_are_shipped_with_source_and_sentence(
    client: httpx.AsyncClient,
) -> None:
    """M03: 27 targets; each sentence reads back as the target, each text stands in its clause."""
    found = await targets(client)
    assert len(found) == 27
    for target in found.values():
        assert read(target["sentence"], shipped_vocabulary()) == FormalTarget.model_validate(target["formal"])
    doubled = found["marks_doubled_2022"]
    assert doubled["sentence"].endswith("不少于2017年期末首次公布的2倍（预期性）。")
    assert doubled["reading"].startswith("“翻一番”为基数的2倍")
    per_county = found["regional_brand_per_county"]["formal"]
    assert per_county["quantifier"] == {"kind": "each", "set": "key_counties"}


async def test_targets_of_one_document_stand_in_its_order(client: httpx.AsyncClient) -> None:
    found = await targets(client, document="famous_brands_2015")
    assert list(found) == ["product_brands_cap_2015", "service_brands_cap_2015", "production_bases_cap_2015"]


async def test_taking_in_again_changes_nothing(database: RolledBackDatabase) -> None:
    assert await take_in_all(database) == 0


async def test_an_officer_of_the_province_defines_a_target_and_words_it_anew(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    """M03: editions stay, and the newest is shown."""
    made = await client.post(API, json=a_target(), headers=as_(Role.PROGRAMME_OFFICER, region="37."))
    assert made.status_code == 201, made.text
    body = {key: value for key, value in a_target().items() if key not in {"code", "document"}}
    body["formal"]["comparator"]["bound"]["value"] = "160"
    path = f"{API}/jining_marks_goal/editions"
    worded = await client.post(
        path, json=body, headers=as_(Role.PROGRAMME_OFFICER, region="37.", if_match=made.json()["version"])
    )
    assert worded.status_code == 201, worded.text
    shown = (await client.get(f"{API}/jining_marks_goal")).json()
    assert (shown["edition"], shown["version"]) == (2, 2)
    assert "不少于160件" in shown["sentence"]
    assert [each["number"] for each in shown["editions"]] == [2, 1]
    assert "不少于150件" in shown["editions"][1]["sentence"]


async def test_a_repeated_definition_defines_once(client: httpx.AsyncClient, as_: Signer) -> None:
    for _ in range(2):
        officer = as_(Role.PROGRAMME_OFFICER, region="37.", key="once", subject="officer")
        assert (await client.post(API, json=a_target(), headers=officer)).status_code == 201
    assert (await targets(client))["jining_marks_goal"]["edition"] == 1


@pytest.mark.parametrize(
    ("role", "region", "status", "code"),
    [
        (Role.CITY_OFFICER, "37.3708.", 403, "role_missing"),
        (Role.APPLICANT, "37.", 403, "role_missing"),
        (Role.STATISTICIAN, "37.3706.", 403, "target_of_another_region"),
        (Role.STATISTICIAN, "37.3708.", 201, None),
    ],
)
async def test_targets_are_defined_by_those_who_cover_the_region(
    client: httpx.AsyncClient, as_: Signer, role: Role, region: str, status: int, code: str | None
) -> None:
    answer = await client.post(API, json=a_target(), headers=as_(role, region=region))
    assert (answer.status_code, answer.json().get("code")) == (status, code or "jining_marks_goal")


async def test_a_target_is_worded_by_whoever_has_seen_its_newest_edition(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    body = {key: value for key, value in a_target().items() if key not in {"code", "document"}}
    officer = as_(Role.PROGRAMME_OFFICER, region="37.", if_match=9)
    answer = await client.post(f"{API}/indication_marks_2022/editions", json=body, headers=officer)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")


async def test_a_code_that_is_taken_is_refused(client: httpx.AsyncClient, as_: Signer) -> None:
    body = a_target(code="indication_marks_2022")
    answer = await client.post(API, json=body, headers=as_(Role.PROGRAMME_OFFICER, region="37."))
    assert (answer.status_code, answer.json()["code"]) == (409, "target_code_taken")


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"clause": "九"}, "clause_unknown"),
        ({"text": "地理标志商标总数达到151件以上"}, "text_not_in_clause"),
        ({"document": "nowhere"}, "document_unknown"),
        ({"formal": {**a_target()["formal"], "region": "999999"}}, "region_unknown"),
        (
            {"formal": {**a_target()["formal"], "measure": {"kind": "series", "code": "nowhere"}}},
            "term_unknown",
        ),
    ],
)
async def test_a_target_that_does_not_stand_in_its_document_is_refused(
    client: httpx.AsyncClient, as_: Signer, members: dict[str, Any], fault: str
) -> None:
    body = a_target(**members)
    answer = await client.post(API, json=body, headers=as_(Role.PROGRAMME_OFFICER, region="37."))
    assert answer.status_code == 422, answer.text
    assert [each["code"] for each in answer.json()["errors"]] == [fault]


async def test_an_edition_is_never_changed(database: RolledBackDatabase) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.write(SYSTEM) as session:
            await session.execute(text("UPDATE metrics.target_editions SET sentence = 'x'"))

"""A county runs a programme of its own: written, published, opened and applied for, with no file shipped."""

from typing import Any
from uuid import UUID

import pytest

from shared.codes.roles import Role
from shared.db.work import Database
from tests.review.programmes.test_programmes import TEXT, V1
from tests.review.sibling import KnownOrganisations
from tests.review.walk import Walk

JINXIANG = "37.3708.370828."
NAME = {"zh-CN": "金乡县大蒜品牌", "en": "Garlic brands of Jinxiang"}


@pytest.fixture
async def round_id(client: Any, as_: Any, database: Database) -> UUID:
    """An open round of the county's programme."""
    officer: dict[str, Any] = {"role": Role.PROGRAMME_OFFICER, "region": JINXIANG}
    body: dict[str, Any] = {"code": "jinxiang_garlic", "name": NAME, "owner_region": "370828"}
    programme = (await client.post(f"{V1}/programmes", json=body, headers=as_(**officer))).json()
    text = TEXT.replace("code: internet_plus_brand", "code: jinxiang_garlic", 1)
    text = text.replace('owner_region: "370000"', 'owner_region: "370828"')
    editions = f"{V1}/programmes/{programme['id']}/editions"
    draft = await client.post(editions, json={"text": text}, headers=as_(**officer))
    assert draft.status_code == 201, draft.text
    await client.post(f"{editions}/1/publication", headers=as_(**officer, if_match=1))
    body = {"programme_id": programme["id"], "code": "2018", "opens_on": str(database.clock.today())}
    planned = (await client.post(f"{V1}/rounds", json=body, headers=as_(**officer))).json()
    path, headers = f"{V1}/rounds/{planned['id']}/actions", as_(**officer, if_match=1)
    assert (await client.post(path, json={"action": "open"}, headers=headers)).json()["state"] == "open"
    return UUID(planned["id"])


async def test_V01_a_candidate_takes_a_place_of_the_county_itself(
    client: Any, as_: Any, database: Database, registry: KnownOrganisations, *, round_id: UUID
):
    walk = Walk(client, as_, database, registry, round_id, "regional_origin_agriculture")
    case = await walk.recommended()
    assert case["recommended_by"] == JINXIANG
    quotas = await client.get(
        f"{V1}/rounds/{round_id}/quotas", headers=as_(Role.PROGRAMME_OFFICER, region=JINXIANG)
    )
    taken = {each["key"]: each["taken"] for each in quotas.json()["items"]}
    assert taken[JINXIANG] == 1


async def test_an_enterprise_of_another_region_is_refused_when_it_applies(
    client: Any, as_: Any, registry: KnownOrganisations, *, round_id: UUID
):
    stranger = registry.know(city="3706")
    body = {"round_id": str(round_id), "organisation_id": str(stranger)}
    body["category"] = "regional_origin_agriculture"
    headers = as_(Role.APPLICANT, organisation=stranger)
    refused = await client.post(f"{V1}/applications", json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "applicant_not_admitted")
    assert [each["code"] for each in refused.json()["errors"]] == ["applicant_elsewhere"]

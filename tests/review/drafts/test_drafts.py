"""Filling in an application over HTTP (V04)."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from services.review import main
from services.review.rounds.models import Round
from services.review.settings import ReviewSettings
from shared.codes.roles import Role
from shared.db.ids import new_id
from shared.db.work import Database
from shared.testing.tokens import Signer
from tests.review.conftest import lay_edition, lay_programme, lay_round
from tests.review.sibling import FORM, KnownOrganisations
from tests.review.walk import Walk

PATH = "/review/v1/applications"


@pytest.fixture
def enterprise(registry: KnownOrganisations) -> UUID:
    return registry.know()


@pytest.fixture
async def draft(client: httpx.AsyncClient, as_: Signer, a_round: Round, enterprise: UUID) -> dict:
    answer = await client.post(
        PATH,
        json={"round_id": str(a_round.id), "organisation_id": str(enterprise)},
        headers=as_(Role.APPLICANT, organisation=enterprise),
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_V04_a_draft_has_a_number_and_lists_what_is_missing(draft: dict):
    assert draft["number"] == "IPB-2017-0001"
    assert draft["state"] == "draft"
    assert {"pointer": "/form/brand_name", "code": "missing"} in draft["faults"]
    assert draft["missing_materials"] == ["application_form"]
    assert draft["recommended_by"] == "37.3708."


async def test_an_export_enterprise_is_recommended_by_the_foreign_trade_division(
    client: httpx.AsyncClient, as_: Signer, a_round: Round, registry: KnownOrganisations
):
    exporter = registry.know(category="export_enterprise")
    answer = await client.post(
        PATH,
        json={"round_id": str(a_round.id), "organisation_id": str(exporter)},
        headers=as_(Role.APPLICANT, organisation=exporter),
    )
    assert answer.json()["recommended_by"] == "foreign_trade_division"


async def test_a_second_application_in_the_round_is_refused(
    client: httpx.AsyncClient, as_: Signer, draft: dict, enterprise: UUID
):
    answer = await client.post(
        PATH,
        json={"round_id": draft["round_id"], "organisation_id": str(enterprise)},
        headers=as_(Role.APPLICANT, organisation=enterprise),
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "already_applied")


async def test_an_organisation_that_is_not_certified_cannot_apply(
    client: httpx.AsyncClient, as_: Signer, a_round: Round, registry: KnownOrganisations
):
    stranger = registry.know(certified=False)
    answer = await client.post(
        PATH,
        json={"round_id": str(a_round.id), "organisation_id": str(stranger)},
        headers=as_(Role.APPLICANT, organisation=stranger),
    )
    assert answer.status_code == 409
    assert answer.json()["blocked"]["blockers"]["create"][0]["code"] == "organisation_not_certified"


async def test_the_organisation_of_another_is_unknown(
    client: httpx.AsyncClient, as_: Signer, a_round: Round, registry: KnownOrganisations, enterprise: UUID
):
    answer = await client.post(
        PATH,
        json={"round_id": str(a_round.id), "organisation_id": str(registry.know())},
        headers=as_(Role.APPLICANT, organisation=enterprise),
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "applicant_not_found")


async def test_a_silent_registry_gives_503_and_changes_nothing(
    client: httpx.AsyncClient, as_: Signer, a_round: Round, registry: KnownOrganisations, enterprise: UUID
):
    registry.silent = True
    mine = as_(Role.APPLICANT, organisation=enterprise)
    body = {"round_id": str(a_round.id), "organisation_id": str(enterprise)}
    answer = await client.post(PATH, json=body, headers=mine)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert (await client.get(PATH, headers=mine)).json()["items"] == []


async def test_a_change_merges_into_the_form_and_null_removes(
    client: httpx.AsyncClient, as_: Signer, draft: dict, enterprise: UUID
):
    url = f"{PATH}/{draft['id']}"
    first = await client.patch(
        url,
        json={"form": {"brand_name": "蒜都红", "leader": "总经理"}},
        headers=as_(Role.APPLICANT, organisation=enterprise, if_match=draft["version"]),
    )
    assert first.status_code == 200, first.text
    second = await client.patch(
        url,
        json={"form": {"leader": None}},
        headers=as_(Role.APPLICANT, organisation=enterprise, if_match=first.json()["version"]),
    )
    assert second.json()["form"] == {"brand_name": "蒜都红"}


async def test_values_that_cannot_be_right_are_refused_with_their_pointers(
    client: httpx.AsyncClient, as_: Signer, draft: dict, enterprise: UUID
):
    answer = await client.patch(
        f"{PATH}/{draft['id']}",
        json={"form": {"team_size": "twelve", "colour": "red", "needs": ["magic"]}},
        headers=as_(Role.APPLICANT, organisation=enterprise, if_match=draft["version"]),
    )
    assert answer.status_code == 422
    assert {(e["pointer"], e["code"]) for e in answer.json()["errors"]} == {
        ("/form/colour", "unknown_member"),
        ("/form/needs/0", "not_in_list"),
        ("/form/team_size", "wrong_type"),
    }


async def test_an_older_version_is_refused(
    client: httpx.AsyncClient, as_: Signer, draft: dict, enterprise: UUID
):
    answer = await client.patch(
        f"{PATH}/{draft['id']}",
        json={"form": FORM},
        headers=as_(Role.APPLICANT, organisation=enterprise, if_match=draft["version"] + 7),
    )
    assert answer.status_code == 412


@pytest.mark.parametrize(
    ("role", "region"),
    [(Role.CITY_OFFICER, "37.3708."), (Role.PROGRAMME_OFFICER, "37."), (Role.EXPERT, None)],
)
async def test_a_draft_is_nobody_elses_to_see(
    client: httpx.AsyncClient, as_: Signer, draft: dict, role: Role, region: str | None
):
    answer = await client.get(f"{PATH}/{draft['id']}", headers=as_(role, region=region))
    assert answer.status_code == 404


async def test_a_file_that_was_never_uploaded_is_no_material(
    client: httpx.AsyncClient, as_: Signer, draft: dict, enterprise: UUID
):
    answer = await client.post(
        f"{PATH}/{draft['id']}/materials",
        json={"key": "application_form", "file_id": draft["id"]},
        headers=as_(Role.APPLICANT, organisation=enterprise, if_match=draft["version"]),
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "file_unknown")


async def test_V04_a_material_taken_off_is_missing_again_and_leaves_once(
    client: httpx.AsyncClient, as_: Signer, walk: Walk
):
    case = await walk.filled()
    [material] = case["materials"]
    path = f"{PATH}/{case['id']}/materials/{material['id']}"
    stranger = as_(Role.APPLICANT, organisation=new_id(), if_match=case["version"])
    assert (await client.delete(path, headers=stranger)).json()["code"] == "application_not_found"
    taken = await client.delete(path, headers=walk.mine(case))
    assert taken.status_code == 200, taken.text
    assert (taken.json()["materials"], taken.json()["missing_materials"]) == ([], ["application_form"])
    assert taken.json()["version"] == case["version"] + 1
    again = await client.delete(path, headers=walk.mine(taken.json()))
    assert (again.status_code, again.json()["code"]) == (404, "material_not_found")


async def test_V04_a_submitted_application_keeps_its_materials(client: httpx.AsyncClient, walk: Walk):
    case = await walk.submitted()
    path = f"{PATH}/{case['id']}/materials/{case['materials'][0]['id']}"
    refused = await client.delete(path, headers=walk.mine(case))
    assert (refused.status_code, refused.json()["code"]) == (409, "not_being_edited")
    assert (await walk.look(case))["materials"] == case["materials"]


async def test_many_drafts_of_one_organisation_at_once_give_one(
    committed_database: Callable[[str], Awaitable[Database]],
    settings: ReviewSettings,
    collaborators: dict[str, object],
    as_: Signer,
    *,
    shipped_definition: dict,
    enterprise: UUID,
):
    database = await committed_database("review")
    edition = await lay_edition(
        database, await lay_programme(database, shipped_definition), shipped_definition
    )
    opened = await lay_round(database, edition)
    app: FastAPI = main.build(settings, database=database, collaborators=collaborators)
    body = {"round_id": str(opened.id), "organisation_id": str(enterprise)}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answers = await asyncio.gather(
            *(
                client.post(PATH, json=body, headers=as_(Role.APPLICANT, organisation=enterprise))
                for _ in range(8)
            )
        )
    assert sorted(each.status_code for each in answers) == [201] + [409] * 7

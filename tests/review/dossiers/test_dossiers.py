"""Submission freezes what was submitted; a correction opens named members only (V04)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.review.dossiers.rules import dossier_hash
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Binding, Caller, CallerKind
from shared.db.work import Database
from tests.review.walk import PATH, Walk


async def test_V04_a_submission_freezes_form_materials_and_facts(walk: Walk):
    case = await walk.submitted()
    assert (case["state"], case["sequence"]) == ("submitted", 1)
    answer = await walk.client.get(f"{PATH}/{case['id']}/dossiers/1", headers=walk.mine(case))
    frozen = answer.json()
    assert frozen["form"] == case["form"]
    assert [each["sha256"] for each in frozen["materials"]] == [case["materials"][0]["sha256"]]
    assert frozen["facts"]["organisation"]["name"] == case["organisation_name"]
    assert frozen["facts_version"] == 7


async def test_a_dossiers_hash_can_be_computed_again_from_what_is_stored(walk: Walk, database: Database):
    case = await walk.submitted()
    async with database.read(SYSTEM) as session:
        row = (await session.execute(text("SELECT * FROM review.dossiers"))).mappings().one()
    assert row["application_id"] == UUID(case["id"])
    assert dossier_hash(None, row) == row["hash"]


async def test_an_unfinished_draft_is_not_submitted_and_learns_why(walk: Walk):
    case = await walk.draft()
    answer = await walk.client.post(f"{PATH}/{case['id']}/submissions", headers=walk.mine(case))
    assert (answer.status_code, answer.json()["code"]) == (409, "action_not_allowed")
    assert {each["code"] for each in answer.json()["blocked"]["blockers"]["submit"]} == {
        "form_not_valid",
        "materials_missing",
    }
    assert (await walk.look(case))["sequence"] == 0


async def test_a_silent_registry_leaves_the_draft_as_it_was(walk: Walk):
    case = await walk.filled()
    walk.registry.silent = True
    answer = await walk.client.post(f"{PATH}/{case['id']}/submissions", headers=walk.mine(case))
    assert answer.status_code == 503
    assert (await walk.look(case)) == case


async def test_a_repeated_submission_shows_the_same_dossier(walk: Walk):
    case = await walk.filled()
    mine = walk.mine(case, key="once")
    first, second = [
        await walk.client.post(f"{PATH}/{case['id']}/submissions", headers=mine) for _ in range(2)
    ]
    assert first.status_code == 201
    assert second.headers.get("Idempotent-Replayed") == "true" or second.status_code == 201
    assert (await walk.look(case))["sequence"] == 1


@pytest.mark.parametrize("change", ["UPDATE review.dossiers SET form = '{}'", "DELETE FROM review.dossiers"])
async def test_a_frozen_dossier_cannot_be_changed(walk: Walk, database: Database, change: str):
    await walk.submitted()
    with pytest.raises(DBAPIError):
        async with database.write(SYSTEM) as session:
            await session.execute(text(change))


async def test_V04_a_correction_opens_the_named_members_only(walk: Walk):
    case = await walk.returned(await walk.submitted(), "/form/brand_story")
    assert case["state"] == "returned_for_correction"
    assert case["open_fields"] == ["/form/brand_story"]
    url = f"{PATH}/{case['id']}"
    refused = await walk.client.patch(url, json={"form": {"leader": "董事长"}}, headers=walk.mine(case))
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"pointer": "/form/leader", "code": "field_not_open", "detail": refused.json()["errors"][0]["detail"]}
    ]
    story = case["form"]["brand_story"] + "补充说明。"
    taken = await walk.client.patch(url, json={"form": {"brand_story": story}}, headers=walk.mine(case))
    assert taken.status_code == 200


async def test_V04_a_resubmission_is_the_next_dossier_and_shows_the_difference(walk: Walk):
    case = await walk.returned(await walk.submitted(), "/form/brand_story")
    before = case["form"]["brand_story"]
    case = (
        await walk.client.patch(
            f"{PATH}/{case['id']}",
            json={"form": {"brand_story": before + "补充说明。"}},
            headers=walk.mine(case),
        )
    ).json()
    case = await walk.submit(case)
    assert (case["state"], case["sequence"], "open_fields" in case) == ("submitted", 2, False)
    shown = (await walk.client.get(f"{PATH}/{case['id']}/dossiers/2", headers=walk.mine(case))).json()
    assert shown["changes"] == [
        {"pointer": "/form/brand_story", "before": before, "after": before + "补充说明。"}
    ]
    corrections = await walk.client.get(f"{PATH}/{case['id']}/corrections", headers=walk.mine(case))
    assert corrections.json()["items"][0]["answered_by"] == 2


async def test_a_correction_of_unknown_members_is_refused(walk: Walk):
    case = await walk.submitted()
    answer = await walk.client.post(
        f"{PATH}/{case['id']}/corrections",
        json={"points": [{"pointer": "/form/colour", "comment": "?"}]},
        headers=walk.city(case),
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/points/0/pointer"


async def test_the_officer_of_another_city_does_not_know_the_application(walk: Walk):
    case = await walk.submitted()
    answer = await walk.client.post(
        f"{PATH}/{case['id']}/corrections",
        json={"points": [{"pointer": "/form/brand_story", "comment": "?"}]},
        headers=walk.city(case, region="37.3701."),
    )
    assert answer.status_code == 404


async def test_the_city_does_not_handle_what_a_division_recommends(walk: Walk):
    case = await walk.submitted(category="export_enterprise")
    answer = await walk.client.post(
        f"{PATH}/{case['id']}/corrections",
        json={"points": [{"pointer": "/form/brand_story", "comment": "?"}]},
        headers=walk.city(case),
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_candidate")


async def test_of_two_corrections_at_once_one_is_made(walk_committed: Walk):
    walk = walk_committed
    case = await walk.submitted()
    body = {"points": [{"pointer": "/form/brand_story", "comment": "请补充。"}]}
    asked = [
        walk.client.post(f"{PATH}/{case['id']}/corrections", json=body, headers=walk.city(case))
        for _ in range(8)
    ]
    answers = await asyncio.gather(*asked)
    assert sorted(each.status_code for each in answers) == [201] + [412] * 7


async def test_the_index_holds_even_where_the_version_is_not_looked_at(walk: Walk, database: Database):
    case = await walk.returned(await walk.submitted(), "/form/brand_story")
    again = text(
        "INSERT INTO review.corrections SELECT gen_random_uuid(), organisation_id, region_path, "
        "application_id, sequence, points, comment, due_on, provisional, requested_by, closed_at, "
        "answered_by, created_at FROM review.corrections WHERE application_id = :case"
    )
    with pytest.raises(DBAPIError, match="corrections_one_open_key"):
        async with database.write(SYSTEM) as session:
            await session.execute(again, {"case": case["id"]})


async def test_V05_advice_before_submission_tells_what_fails_and_why(walk: Walk):
    case = await walk.draft(
        incidents=[{"kind": "quality", "level": "major", "occurred_on": "2026-01-05"}], yearly_facts=[]
    )
    answer = await walk.client.post(
        f"{PATH}/{case['id']}/eligibility-runs", headers={**walk.mine(case), "Accept-Language": "en"}
    )
    assert answer.status_code == 201, answer.text
    run = answer.json()
    verdicts = {each["code"]: each["verdict"] for each in run["results"]}
    assert run["eligible"] is False
    assert run["purpose"] == "advice"
    assert verdicts == {
        "certified": "met",
        "in_category": "met",
        "owns_brand": "met",
        "sells_online": "not_met",
        "no_serious_incident": "not_met",
    }
    assert run["results"][-1]["message"].startswith("No serious incident")


@pytest.mark.parametrize("table", ["dossiers", "corrections", "eligibility_runs"])
@pytest.mark.parametrize(
    ("role", "binding", "seen"),
    [
        (Role.CITY_OFFICER, {"region": "37.3708."}, True),
        (Role.CITY_OFFICER, {"region": "37.3701."}, False),
        (Role.AUDITOR, {"region": "37."}, True),
        (Role.EXPERT, {}, False),
        (Role.PUBLIC, {}, False),
    ],
)
async def test_row_security_shows_case_data_to_those_it_concerns(
    walk: Walk, database: Database, table: str, role: Role, *, binding: dict[str, Any], seen: bool
):
    await walk.returned(await walk.submitted(), "/form/brand_story")
    caller = Caller(CallerKind.PERSON, "somebody", bindings=(Binding(role, **binding),))
    async with database.read(caller) as session:
        count = await session.scalar(text(f"SELECT count(*) FROM review.{table}"))  # noqa: S608 - a fixed name
    assert bool(count) is seen

"""Acceptance: all candidates of a round at once, on facts of now, and one bad case stops nobody (V05)."""

from typing import Any
from uuid import UUID

import httpx

from services.review.clients.registry import OrganisationFacts
from shared.codes.roles import Role
from shared.testing.database import Statements
from tests.review.sibling import organisation
from tests.review.walk import Walk


async def accept(walk: Walk, **body: Any) -> httpx.Response:
    url = f"/review/v1/rounds/{walk.round_id}/acceptances"
    return await walk.client.post(url, json=body, headers=walk.as_(Role.PROGRAMME_OFFICER, region="37."))


def changed(walk: Walk, case: dict[str, Any], **given: Any) -> OrganisationFacts:
    """Registry learns something about the applicant."""
    known = UUID(case["organisation_id"])
    walk.registry.known[known] = organisation(
        known, city="3708", category="regional_origin_agriculture", **given
    )
    return walk.registry.known[known]


async def test_V05_the_eligible_are_accepted_and_the_others_refused_with_the_rule(walk: Walk):
    good, bad = await walk.recommended(1), await walk.recommended(2)
    changed(walk, bad, incidents=[{"kind": "quality", "level": "major", "occurred_on": "2026-01-05"}])
    answer = await accept(walk)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["accepted"], told["refused"], told["undecided"], told["failed"]) == (1, 1, 0, 0)
    assert [each["codes"] for each in told["items"]] == [[], ["no_serious_incident"]]
    assert (await walk.look(good))["state"] == "accepted"
    assert (await walk.look(bad))["state"] == "not_recognised"


async def test_a_candidate_whom_registry_does_not_know_stays_where_it_was(walk: Walk):
    case = await walk.recommended()
    walk.registry.known.clear()
    answer = await accept(walk)
    assert answer.json()["undecided"] == 1
    assert (await walk.look(case))["state"] == "recommended"


async def test_a_silent_registry_changes_nothing(walk: Walk):
    case = await walk.recommended()
    walk.registry.silent = True
    assert (await accept(walk)).status_code == 503
    assert (await walk.look(case)) == case


async def test_only_named_candidates_are_judged_and_only_recommended_ones_can_be_named(walk: Walk):
    first, second = await walk.recommended(1), await walk.recommended(2)
    other = await walk.submitted()
    refused = await accept(walk, application_ids=[other["id"]])
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/application_ids/0")
    assert (await accept(walk, application_ids=[first["id"]])).json()["accepted"] == 1
    assert (await walk.look(second))["state"] == "recommended"


async def test_a_run_with_nobody_waiting_is_empty(walk: Walk):
    assert (await accept(walk)).json()["items"] == []


async def test_registry_is_asked_once_for_all_and_the_work_grows_evenly(walk: Walk):
    for rank in (1, 2, 3, 4):
        await walk.recommended(rank)
    before = walk.registry.asked
    with Statements(walk.database) as statements:
        assert (await accept(walk)).json()["accepted"] == 4
    assert walk.registry.asked == before + 1
    assert len(statements.sent) < 60


async def test_the_run_can_be_read_again(walk: Walk):
    await walk.recommended()
    told = (await accept(walk)).json()
    again = await walk.client.get(
        f"/review/v1/acceptances/{told['id']}", headers=walk.as_(Role.AUDITOR, region="37.")
    )
    assert again.json() == told

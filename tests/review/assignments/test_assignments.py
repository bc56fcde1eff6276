"""Experts drawn for a round, declaring before they read, replaced when they cannot judge (V07)."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import httpx

from services.review.applications.models import Application
from services.review.applications.repository import Applications
from services.review.assignments.dependencies import lapse_overdue
from services.review.panels.models import Panellist
from services.review.rounds.models import Round
from shared.db.work import Database
from tests.review.assignments.conftest import Draws
from tests.review.judging import an_expert

Signs = Callable[..., dict[str, str]]
API = "/review/v1"


async def test_V07_every_application_gets_its_experts_and_no_conflict(
    drawn: Draws, cases: list[Application], panel: list[Panellist]
):
    made = await drawn()
    seats = Counter(each.application_id for each in made)
    loads = Counter(each.panellist_id for each in made)
    assert set(seats.values()) == {3}
    assert max(loads.values()) - min(loads.values()) <= 1
    assert (cases[0].id, panel[0].id) not in {(each.application_id, each.panellist_id) for each in made}


async def test_a_second_draw_keeps_what_stands(drawn: Draws):
    first = {each.id for each in await drawn()}
    assert {each.id for each in await drawn()} == first


async def test_V07_the_dossier_opens_with_a_clean_declaration_only(
    client: httpx.AsyncClient, database: Database, drawn: Draws, expert: Signs
):
    mine = (await drawn())[0]
    listed = await client.get(f"{API}/assignments", headers=expert(mine.subject))
    assert set(listed.json()["items"][0]) >= {"application_number", "organisation_name", "category"}
    address = f"{API}/applications/{mine.application_id}"
    assert (await client.get(address, headers=expert(mine.subject))).status_code == 404
    declared = await client.post(
        f"{API}/assignments/{mine.id}/actions",
        json={"action": "declare_clear"},
        headers=expert(mine.subject, if_match=1),
    )
    assert declared.status_code == 200, declared.text
    assert declared.json()["state"] == "cleared"
    async with database.read(an_expert(mine.subject)) as session:
        assert (await Applications(session).get(mine.application_id)).number == mine.application_number


async def test_V07_a_declared_conflict_closes_the_dossier_and_another_expert_is_drawn(
    client: httpx.AsyncClient, drawn: Draws, expert: Signs
):
    before = await drawn()
    mine = before[0]
    declared = await client.post(
        f"{API}/assignments/{mine.id}/actions",
        json={"action": "declare_conflict", "kind": "kin", "reason": "与负责人系亲属"},
        headers=expert(mine.subject, if_match=1),
    )
    assert declared.json()["state"] == "recused"
    after = await drawn()
    kept = {each.id for each in before} - {mine.id}
    assert kept < {each.id for each in after}
    added = next(each for each in after if each.id not in kept)
    assert added.application_id == mine.application_id
    assert added.subject != mine.subject


async def test_a_conflict_without_a_reason_is_refused_by_its_place(
    client: httpx.AsyncClient, drawn: Draws, expert: Signs
):
    mine = (await drawn())[0]
    answer = await client.post(
        f"{API}/assignments/{mine.id}/actions",
        json={"action": "declare_conflict"},
        headers=expert(mine.subject, if_match=1),
    )
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/kind", "/reason"}


async def test_V07_what_an_officer_has_entered_cannot_be_undeclared(
    client: httpx.AsyncClient, drawn: Draws, expert: Signs, officer: Signs
):
    mine = (await drawn())[0]
    noted = await client.post(
        f"{API}/conflicts",
        json={
            "panellist_id": str(mine.panellist_id),
            "application_id": str(mine.application_id),
            "kind": "kin",
            "reason": "举报属实",
        },
        headers=officer(),
    )
    assert noted.status_code == 201, noted.text
    held = await client.get(f"{API}/assignments/{mine.id}", headers=expert(mine.subject))
    assert held.json()["state"] == "recused"
    withdrawn = await client.post(
        f"{API}/conflicts/{noted.json()['id']}/withdraw", headers=expert(mine.subject, if_match=1)
    )
    assert (withdrawn.status_code, withdrawn.json()["code"]) == (409, "conflict_pinned")


async def test_an_expert_does_not_find_the_assignments_of_others(
    client: httpx.AsyncClient, drawn: Draws, expert: Signs
):
    made = await drawn()
    mine, other = made[0], next(each for each in made if each.subject != made[0].subject)
    found = await client.get(f"{API}/assignments/{other.id}", headers=expert(mine.subject))
    assert found.status_code == 404


async def test_V07_the_review_starts_where_the_panel_is_complete(
    client: httpx.AsyncClient,
    drawn: Draws,
    expert: Signs,
    officer: Signs,
    a_round: Round,
    cases: list[Application],
):
    for each in await drawn():
        if each.application_id == cases[0].id:
            await client.post(
                f"{API}/assignments/{each.id}/actions",
                json={"action": "declare_clear"},
                headers=expert(each.subject, if_match=1),
            )
    started = await client.post(f"{API}/rounds/{a_round.id}/review-starts", headers=officer())
    assert started.status_code == 200, started.text
    assert {k: started.json()[k] for k in ("under_review", "ready", "waiting_for_panel")} == {
        "under_review": 1,
        "ready": 0,
        "waiting_for_panel": 5,
    }


async def test_time_makes_room_for_another_expert(database: Database, drawn: Draws):
    first = await drawn()
    assert await lapse_overdue(database, database.clock) == 0
    database.clock.follow(timedelta(days=200))
    assert await lapse_overdue(database, database.clock) == len(first)
    assert await lapse_overdue(database, database.clock) == 0


async def test_a_step_that_is_not_open_names_what_blocks_it(
    client: httpx.AsyncClient, drawn: Draws, expert: Signs
):
    mine = (await drawn())[0]
    offered = await client.get(f"{API}/assignments/{mine.id}/actions", headers=expert(mine.subject))
    assert [item["action"] for item in offered.json()["actions"]] == ["declare_clear", "declare_conflict"]


async def test_the_panel_is_read_by_overseers_of_the_region_only(
    client: httpx.AsyncClient,
    drawn: Draws,
    officer: Signs,
    as_: Callable[..., dict[str, str]],
    a_round: Round,
):
    await drawn()
    seen = await client.get(f"{API}/rounds/{a_round.id}/assignments", headers=officer())
    assert len(seen.json()["items"]) == 18
    assert all(item["explanation"]["allowed_experts"] >= 3 for item in seen.json()["items"])

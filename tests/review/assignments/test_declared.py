"""A declared conflict is taken back by whoever declared it, until an officer pins it (V07)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from services.review.applications.models import Application
from services.review.assignments.models import Assignment
from services.review.rounds.models import Round
from shared.codes.roles import Role
from shared.testing.tokens import Signer
from tests.review.assignments.conftest import Draws

Signs = Callable[..., dict[str, str]]
Declared = tuple[Assignment, dict[str, Any]]
API = "/review/v1"


@pytest.fixture
async def declared(client: httpx.AsyncClient, drawn: Draws, expert: Signs, a_round: Round) -> Declared:
    """A seat that its expert has left, and the conflict as the expert reads it."""
    (mine, *_) = await drawn()
    left = await client.post(
        f"{API}/assignments/{mine.id}/actions",
        json={"action": "declare_conflict", "kind": "kin", "reason": "与负责人系亲属"},
        headers=expert(mine.subject, if_match=1),
    )
    assert left.status_code == 200, left.text
    query = {"application_id": str(mine.application_id)}
    path = f"{API}/rounds/{a_round.id}/conflicts"
    own = await client.get(path, params=query, headers=expert(mine.subject))
    (conflict,) = own.json()["items"]
    return mine, conflict


async def test_V07_whoever_declared_a_conflict_takes_it_back_once(
    client: httpx.AsyncClient, declared: Declared, expert: Signs, officer: Signs
):
    mine, conflict = declared
    path = f"{API}/conflicts/{conflict['id']}"
    stranger = await client.post(f"{path}/withdraw", headers=expert("expert-99", if_match=1))
    assert (stranger.status_code, stranger.json()["code"]) == (404, "conflict_not_found")
    taken = await client.post(f"{path}/withdraw", headers=expert(mine.subject, if_match=1))
    assert taken.status_code == 200, taken.text
    assert (taken.json()["source"], taken.json()["pinned"]) == ("declared", False)
    assert taken.json()["withdrawn_at"]
    for step, signed in (("withdraw", expert(mine.subject, if_match=2)), ("pin", officer(if_match=2))):
        again = await client.post(f"{path}/{step}", headers=signed)
        assert (again.status_code, again.json()["code"]) == (409, "conflict_withdrawn")


async def test_V07_who_left_a_case_is_not_drawn_for_it_again_though_the_conflict_was_taken_back(
    client: httpx.AsyncClient, declared: Declared, drawn: Draws, expert: Signs
):
    mine, conflict = declared
    path = f"{API}/conflicts/{conflict['id']}/withdraw"
    assert (await client.post(path, headers=expert(mine.subject, if_match=1))).status_code == 200
    seats = [each for each in await drawn() if each.application_id == mine.application_id]
    assert len(seats) == 3
    assert mine.panellist_id not in {each.panellist_id for each in seats}


async def test_V07_a_pinned_conflict_stands_whatever_its_expert_says(
    client: httpx.AsyncClient, declared: Declared, expert: Signs, officer: Signs, as_: Signer
):
    mine, conflict = declared
    path = f"{API}/conflicts/{conflict['id']}"
    refused = [
        (await client.post(f"{path}/pin", headers=signed)).status_code
        for signed in (
            expert(mine.subject, if_match=1),
            as_(Role.PROGRAMME_OFFICER, region="35.", if_match=1),
            officer(if_match=7),
        )
    ]
    assert refused == [403, 404, 412]
    pinned = await client.post(f"{path}/pin", headers=officer(if_match=1))
    assert pinned.status_code == 200, pinned.text
    assert (pinned.json()["pinned"], pinned.json()["version"]) == (True, 2)
    taken = await client.post(f"{path}/withdraw", headers=expert(mine.subject, if_match=2))
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict_pinned")


async def test_V07_what_follows_from_the_facts_is_not_a_matter_of_taking_back(
    client: httpx.AsyncClient, drawn: Draws, officer: Signs, a_round: Round, cases: list[Application]
):
    await drawn()
    query = {"application_id": str(cases[0].id)}
    path = f"{API}/rounds/{a_round.id}/conflicts"
    (found,) = (await client.get(path, params=query, headers=officer())).json()["items"]
    assert (found["kind"], found["source"]) == ("adviser", "computed")
    taken = await client.post(f"{API}/conflicts/{found['id']}/withdraw", headers=officer(if_match=1))
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict_computed")

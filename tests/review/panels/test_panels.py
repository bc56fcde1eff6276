"""Experts called to a panel with registry's facts, and who may know of it (V07)."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select

from services.review.assignments.models import Assignment
from services.review.panels.models import Interest, Panellist
from services.review.rounds.models import Round
from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM
from shared.db.ids import new_id
from shared.db.work import Database
from shared.testing.tokens import Signer, TestIssuer
from tests.review.judging import (
    KnownExperts,
    an_expert,
    caller_as,
    lay_applications,
    lay_panel,
    programme_officer,
    seat,
)

API = "/review/v1"
Signs = Callable[..., dict[str, str]]


@pytest.fixture
def experts() -> KnownExperts:
    return KnownExperts()


@pytest.fixture
def collaborators(issuer: TestIssuer, experts: KnownExperts) -> dict[str, object]:
    return {"verifier": issuer.verifier("review"), "registry_experts": experts}


@pytest.fixture
def officer(as_: Signer) -> Signs:
    return lambda **given: as_(Role.PROGRAMME_OFFICER, region="37.", **given)


async def test_V07_experts_are_seated_and_their_conflicts_found(
    client: httpx.AsyncClient, database: Database, a_round: Round, experts: KnownExperts, officer: Signs
):
    [case, _] = await lay_applications(database, a_round, 2)
    tied = experts.know(1, relations=[{"kind": "shareholder", "organisation_id": str(case.organisation_id)}])
    wanted = {"expert_ids": [str(tied), str(experts.know(2))]}
    seated = await client.post(f"{API}/rounds/{a_round.id}/panellists", json=wanted, headers=officer())
    assert seated.status_code == 200, seated.text
    assert {k: seated.json()[k] for k in ("panellists", "available", "conflicts")} == {
        "panellists": 2,
        "available": 2,
        "conflicts": 1,
    }
    found = await client.get(f"{API}/rounds/{a_round.id}/conflicts", headers=officer())
    [conflict] = found.json()["items"]
    assert (conflict["kind"], conflict["source"]) == ("shareholder", "computed")
    assert conflict["application_id"] == str(case.id)


async def test_seating_again_renews_the_facts_and_seats_nobody_twice(
    client: httpx.AsyncClient, a_round: Round, experts: KnownExperts, officer: Signs
):
    wanted = {"expert_ids": [str(experts.know(1))]}
    for _ in range(2):
        await client.post(f"{API}/rounds/{a_round.id}/panellists", json=wanted, headers=officer())
    listed = await client.get(f"{API}/rounds/{a_round.id}/panellists", headers=officer())
    assert [item["version"] for item in listed.json()["items"]] == [2]


async def test_an_expert_who_cannot_be_called_is_named_by_place(
    client: httpx.AsyncClient, a_round: Round, experts: KnownExperts, officer: Signs
):
    wanted = [experts.know(1), new_id(), experts.know(2, status="retired"), experts.know(3, subject=None)]
    refused = await client.post(
        f"{API}/rounds/{a_round.id}/panellists",
        json={"expert_ids": [str(each) for each in wanted]},
        headers=officer(),
    )
    assert refused.status_code == 422
    places = [error["pointer"] for error in refused.json()["errors"]]
    assert places == ["/expert_ids/1", "/expert_ids/2", "/expert_ids/3"]


async def test_V07_a_panellist_is_taken_out_of_draws_and_given_another_limit(
    client: httpx.AsyncClient, a_round: Round, experts: KnownExperts, officer: Signs, as_: Signer
):
    panel = f"{API}/rounds/{a_round.id}/panellists"
    wanted = {"expert_ids": [str(experts.know(each)) for each in (1, 2)], "maximum_load": 9}
    await client.post(panel, json=wanted, headers=officer())
    first, other = (await client.get(panel, headers=officer())).json()["items"]
    path, away = f"{API}/panellists/{first['id']}", {"available": False}
    elsewhere = as_(Role.PROGRAMME_OFFICER, region="35.", if_match=1)
    assert (await client.patch(path, json=away, headers=elsewhere)).json()["code"] == "panellist_not_found"
    changed = await client.patch(path, json=away, headers=officer(if_match=1))
    assert changed.status_code == 200, changed.text
    assert changed.json() == first | {"available": False, "version": 2}
    stale = await client.patch(path, json={"maximum_load": 3}, headers=officer(if_match=1))
    assert stale.status_code == 412
    limited = await client.patch(path, json={"maximum_load": 3}, headers=officer(if_match=2))
    assert limited.json() == first | {"available": False, "maximum_load": 3, "version": 3}
    listed = await client.get(panel, headers=officer())
    assert {each["id"]: each for each in listed.json()["items"]}[other["id"]] == other


async def test_V07_nothing_is_drawn_from_a_panel_whose_experts_are_all_out(
    client: httpx.AsyncClient, a_round: Round, experts: KnownExperts, officer: Signs
):
    panel = f"{API}/rounds/{a_round.id}/panellists"
    await client.post(panel, json={"expert_ids": [str(experts.know(1))]}, headers=officer())
    [only] = (await client.get(panel, headers=officer())).json()["items"]
    draw = f"{API}/rounds/{a_round.id}/assignment-runs"
    assert (await client.post(draw, json={}, headers=officer())).status_code == 202
    path = f"{API}/panellists/{only['id']}"
    await client.patch(path, json={"available": False}, headers=officer(if_match=1))
    refused = await client.post(draw, json={}, headers=officer())
    assert (refused.status_code, refused.json()["code"]) == (409, "panel_empty")


async def test_a_silent_registry_changes_nothing(
    client: httpx.AsyncClient, a_round: Round, experts: KnownExperts, officer: Signs
):
    wanted = {"expert_ids": [str(experts.know(1))]}
    experts.silent = True
    answer = await client.post(f"{API}/rounds/{a_round.id}/panellists", json=wanted, headers=officer())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    listed = await client.get(f"{API}/rounds/{a_round.id}/panellists", headers=officer())
    assert listed.json()["items"] == []


async def test_panels_are_read_by_overseers_of_the_region_and_each_expert_the_own_row(
    database: Database, a_round: Round
):
    [case] = await lay_applications(database, a_round, 1)
    panel = await lay_panel(database, a_round, 2)
    async with database.write(SYSTEM) as session:
        session.add_all(seat(case, each) for each in panel)
    callers = {
        "officer": programme_officer(),
        "auditor": caller_as(Role.AUDITOR, region="37."),
        "chair": caller_as(Role.RECOGNITION_CHAIR, region="37."),
        "expert": an_expert(panel[0].subject),
        "another expert": an_expert("expert-99"),
        "city": caller_as(Role.CITY_OFFICER, region="37.3708."),
        "province's division": caller_as(Role.DIVISION_OFFICER, region="37."),
        "other province": programme_officer("35."),
        "applicant": caller_as(Role.APPLICANT, organisation=case.organisation_id),
        "nobody": PUBLIC,
    }
    seen = {}
    for name, caller in callers.items():
        async with database.read(caller) as session:
            seen[name] = [
                len((await session.scalars(select(kind))).all()) for kind in (Panellist, Assignment, Interest)
            ]
    assert {name: rows for name, rows in seen.items() if rows != [0, 0, 0]} == {
        "officer": [2, 2, 0],
        "auditor": [2, 2, 0],
        "chair": [2, 2, 0],
        "expert": [1, 1, 0],
    }

"""Score runs and rankings read again: in their order, whole, and within the region (V07, V08)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from services.review.applications.models import Application
from services.review.rounds.models import Round
from shared.codes.roles import Role
from shared.db.work import Database
from shared.testing.tokens import Signer
from tests.review.judging import CRITERIA, lay_scored

Signs = Callable[..., dict[str, str]]
API = "/review/v1"
FIGURES = ("mean", "trimmed_mean", "median", "aggregate")


@pytest.fixture
def officer(as_: Signer) -> Signs:
    return lambda **given: as_(Role.PROGRAMME_OFFICER, region="37.", subject="programme-officer", **given)


@pytest.fixture
async def cases(database: Database, a_round: Round) -> list[Application]:
    """Three applications; the first has 90 points throughout, the last 88."""
    return await lay_scored(database, a_round, 3)


async def a_run(client: httpx.AsyncClient, held: Round, officer: Signs) -> dict[str, Any]:
    answer = await client.post(f"{API}/rounds/{held.id}/score-runs", headers=officer())
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def a_ranking(
    client: httpx.AsyncClient, run: dict[str, Any], officer: Signs, **limits: int
) -> dict[str, Any]:
    body = {"score_run_id": run["id"], **limits}
    answer = await client.post(f"{API}/rankings", json=body, headers=officer())
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_V07_the_lines_of_a_run_come_highest_first_with_their_means(
    client: httpx.AsyncClient, cases: list[Application], a_round: Round, officer: Signs
):
    run = await a_run(client, a_round, officer)
    lines = (await client.get(f"{API}/score-runs/{run['id']}/lines", headers=officer())).json()["items"]
    assert [each["application_id"] for each in lines] == [str(case.id) for case in cases]
    assert [{float(each[figure]) for figure in FIGURES} for each in lines] == [{90.0}, {89.0}, {88.0}]
    assert all((set(each["criteria"]), each["experts"]) == (set(CRITERIA), 3) for each in lines)
    assert all(each["flags"] == [] for each in lines)
    upwards = await client.get(f"{API}/score-runs/{run['id']}/lines?sort=aggregate", headers=officer())
    assert upwards.json()["items"] == lines[::-1]


async def test_V07_the_runs_of_a_round_are_listed_newest_first_and_show_one_fingerprint(
    client: httpx.AsyncClient, cases: list[Application], a_round: Round, officer: Signs
):
    first, second = [await a_run(client, a_round, officer) for _ in range(2)]
    listed = await client.get(f"{API}/rounds/{a_round.id}/score-runs", headers=officer())
    assert listed.json()["items"] == [second, first]
    shown = (await client.get(f"{API}/score-runs/{first['id']}", headers=officer())).json()
    assert shown == first
    assert (shown["applications"], shown["method"]) == (len(cases), "trimmed_mean")
    assert first["inputs_hash"] == second["inputs_hash"]


async def test_V08_the_rankings_of_a_round_are_listed_newest_first_with_their_limits(
    client: httpx.AsyncClient, cases: list[Application], a_round: Round, officer: Signs, as_: Signer
):
    run = await a_run(client, a_round, officer)
    real, question = [await a_ranking(client, run, officer, **limits) for limits in ({}, {"cap": 2})]
    listed = await client.get(f"{API}/rounds/{a_round.id}/rankings", headers=officer())
    assert listed.json()["items"] == [question, real]
    member = as_(Role.RECOGNITION_MEMBER, region="37.")
    shown = await client.get(f"{API}/rankings/{question['id']}", headers=member)
    assert shown.json() == question
    assert shown.headers["ETag"] == '"1"'
    assert (question["what_if"], question["selected"], question["parameters"]["cap"]) == (True, 2, 2)
    assert (real["what_if"], real["selected"], real["parameters"]["cap"]) == (False, 3, 50)


async def test_runs_and_rankings_are_unknown_elsewhere_and_refused_to_cities_and_applicants(
    client: httpx.AsyncClient, cases: list[Application], a_round: Round, officer: Signs, as_: Signer
):
    run = await a_run(client, a_round, officer)
    ranking = await a_ranking(client, run, officer)
    single = (f"score-runs/{run['id']}", f"score-runs/{run['id']}/lines", f"rankings/{ranking['id']}")
    lists = (f"rounds/{a_round.id}/score-runs", f"rounds/{a_round.id}/rankings")
    elsewhere = as_(Role.PROGRAMME_OFFICER, region="35.")
    assert [(await client.get(f"{API}/{each}", headers=elsewhere)).status_code for each in single] == [
        404
    ] * 3
    found = [(await client.get(f"{API}/{each}", headers=elsewhere)).json() for each in lists]
    assert found == [{"items": []}] * 2
    city = as_(Role.CITY_OFFICER, region="37.3708.")
    applicant = as_(Role.APPLICANT, organisation=cases[0].organisation_id)
    for headers in (city, applicant):
        seen = {(await client.get(f"{API}/{each}", headers=headers)).status_code for each in single + lists}
        assert seen == {403}

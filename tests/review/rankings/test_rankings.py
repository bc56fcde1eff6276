"""Score runs and rankings over HTTP, and many who apply one at once (V07, V08)."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from services.review.aggregates.dependencies import score_run_desk
from services.review.applications.models import Application
from services.review.rankings.dependencies import ranking_desk
from services.review.rankings.models import Ranking, RankingLine
from services.review.rankings.repository import Rankings
from services.review.rankings.schemas import ComputeRanking
from services.review.rankings.workflow import Action
from services.review.rounds.models import Round
from services.review.scores.models import Score
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.errors import Refusal
from shared.testing.tokens import Signer
from tests.review.conftest import lay_edition, lay_programme, lay_round
from tests.review.judging import an_expert, caller_as, lay_scored, programme_officer

Signs = Callable[..., dict[str, str]]
API = "/review/v1"
COUNT = 53


@pytest.fixture
def officer(as_: Signer) -> Signs:
    return lambda **given: as_(Role.PROGRAMME_OFFICER, region="37.", subject="programme-officer", **given)


async def a_ranking(client: httpx.AsyncClient, held: Round, officer: Signs, **limits: int) -> dict[str, Any]:
    run = await client.post(f"{API}/rounds/{held.id}/score-runs", headers=officer())
    assert run.status_code == 201, run.text
    body = {"score_run_id": run.json()["id"], **limits}
    made = await client.post(f"{API}/rankings", json=body, headers=officer())
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def apply(client: httpx.AsyncClient, ranking: dict[str, Any], officer: Signs) -> httpx.Response:
    return await client.post(
        f"{API}/rankings/{ranking['id']}/actions",
        json={"action": "apply"},
        headers=officer(if_match=ranking["version"]),
    )


async def test_V08_fifty_are_selected_the_rest_stand_in_reserve(
    client: httpx.AsyncClient, database: Database, a_round: Round, officer: Signs
):
    cases = await lay_scored(database, a_round, COUNT)
    ranking = await a_ranking(client, a_round, officer)
    assert (ranking["selected"], ranking["reserve"], ranking["what_if"]) == (50, 3, False)
    applied = await apply(client, ranking, officer)
    assert applied.status_code == 200, applied.text
    async with database.read(SYSTEM) as session:
        states = Counter(await session.scalars(select(Application.state)))
        selected = await Rankings(session).selected(a_round.id)
    assert states == {"ranked": 50, "reserve": 3}
    assert list(selected) == [case.id for case in cases[:50]]


async def test_V08_a_question_of_what_if_changes_nothing_and_cannot_be_applied(
    client: httpx.AsyncClient, database: Database, a_round: Round, officer: Signs
):
    await lay_scored(database, a_round, 5)
    ranking = await a_ranking(client, a_round, officer, cap=2, reserve=1)
    lines = await client.get(f"{API}/rankings/{ranking['id']}/lines", headers=officer())
    fell = [line.get("fell_by") for line in lines.json()["items"]]
    assert fell == [None, None, "cap", "reserve_size", "reserve_size"]
    assert lines.json()["items"][2]["reason"]["detail"] == "名次在入选名额之后。"
    english = officer() | {"Accept-Language": "en"}
    lines = await client.get(f"{API}/rankings/{ranking['id']}/lines", headers=english)
    (first, *_, last) = lines.json()["items"]
    assert "reason" not in first
    assert last["reason"]["detail"] == "The place lies behind the last one of the reserve."
    refused = await apply(client, ranking, officer)
    assert (refused.status_code, refused.json()["code"]) == (409, "action_not_allowed")
    offered = await client.get(f"{API}/rankings/{ranking['id']}/actions", headers=officer())
    assert offered.json()["actions"][0]["blockers"][0]["code"] == "ranking_is_what_if"


@pytest.mark.parametrize("state", ["in_notice", "recognised", "withdrawn"])
async def test_V08_what_if_is_asked_of_a_run_though_its_applications_have_gone_on(
    client: httpx.AsyncClient, database: Database, a_round: Round, officer: Signs, state: str
):
    await lay_scored(database, a_round, 3)
    run = await client.post(f"{API}/rounds/{a_round.id}/score-runs", headers=officer())
    async with database.write(SYSTEM) as session:
        gone = update(Application).where(Application.round_id == a_round.id).values(state=state)
        await session.execute(gone)
    asked = {"score_run_id": run.json()["id"], "cap": 1}
    answer = await client.post(f"{API}/rankings", json=asked, headers=officer())
    assert (answer.status_code, answer.json().get("selected")) == (201, 1)


async def test_V08_a_second_ranking_of_a_round_is_refused(
    client: httpx.AsyncClient, database: Database, a_round: Round, officer: Signs
):
    await lay_scored(database, a_round, 3)
    first, second = [await a_ranking(client, a_round, officer) for _ in range(2)]
    assert first["inputs_hash"] == second["inputs_hash"]
    assert (await apply(client, first, officer)).status_code == 200
    assert (await apply(client, second, officer)).status_code == 409


async def test_V07_applications_with_too_few_scores_keep_a_ranking_from_being_applied(
    client: httpx.AsyncClient, database: Database, a_round: Round, officer: Signs
):
    await lay_scored(database, a_round, 2, experts=2)
    ranking = await a_ranking(client, a_round, officer)
    refused = await apply(client, ranking, officer)
    assert refused.status_code == 409
    async with database.read(SYSTEM) as session:
        assert set(await session.scalars(select(Application.state))) == {"under_review"}


async def test_an_applicant_reads_the_own_means_once_the_outcome_stands_and_never_before(
    client: httpx.AsyncClient, database: Database, a_round: Round, officer: Signs, as_: Signer
):
    cases = await lay_scored(database, a_round, COUNT)
    last = cases[-1]
    address = f"{API}/applications/{last.id}/result"
    me = as_(Role.APPLICANT, organisation=last.organisation_id)
    assert (await client.get(address, headers=me)).status_code == 404
    await apply(client, await a_ranking(client, a_round, officer), officer)
    told = await client.get(address, headers=me)
    assert told.status_code == 200, told.text
    assert set(told.json()) == {"application_id", "experts", "aggregate", "criteria"}
    stranger = as_(Role.APPLICANT, organisation=cases[0].organisation_id)
    assert (await client.get(address, headers=stranger)).status_code == 404


async def test_scores_and_rankings_are_hidden_from_cities_applicants_and_other_experts(
    client: httpx.AsyncClient, database: Database, a_round: Round, officer: Signs
):
    cases = await lay_scored(database, a_round, 2)
    await a_ranking(client, a_round, officer)
    callers = {
        "officer": programme_officer(),
        "supervisor": caller_as(Role.SUPERVISOR, region="37."),
        "other province": programme_officer("35."),
        "city": caller_as(Role.CITY_OFFICER, region="37.3708."),
        "applicant": caller_as(Role.APPLICANT, organisation=cases[0].organisation_id),
        "another expert": an_expert("expert-99"),
    }
    seen = {}
    for name, caller in callers.items():
        async with database.read(caller) as session:
            seen[name] = [len((await session.scalars(select(kind))).all()) for kind in (Score, RankingLine)]
    nothing = {name: [0, 0] for name in ("other province", "city", "applicant", "another expert")}
    assert seen == {"officer": [30, 2], "supervisor": [30, 2], **nothing}


async def test_scores_are_never_written_over(database: Database, a_round: Round):
    await lay_scored(database, a_round, 1)

    async def rewrite() -> None:
        async with database.write(SYSTEM) as session:
            await session.execute(update(Score).values(reason="改写"))

    with pytest.raises(DBAPIError, match="append-only|permission denied"):
        await rewrite()


async def test_V08_of_many_who_apply_at_once_one_succeeds(
    committed_database: Callable[[str], Awaitable[Database]], shipped_definition: dict[str, Any]
):
    database = await committed_database("review")
    programme = await lay_programme(database, shipped_definition)
    held = await lay_round(database, await lay_edition(database, programme, shipped_definition))
    await lay_scored(database, held, 4)
    async with database.write(programme_officer()) as session:
        run = await score_run_desk(session).run(held.id)
        asked = ComputeRanking(score_run_id=run)
        made = [await ranking_desk(session).compute(asked) for _ in range(6)]

    async def attempt(ranking_id: UUID) -> bool:
        try:
            async with database.write(programme_officer()) as session:
                await ranking_desk(session).step(ranking_id, Action.APPLY, seen=1)
        except (Refusal, IntegrityError):
            return False
        return True

    assert sum(await asyncio.gather(*(attempt(each) for each in made))) == 1
    async with database.read(SYSTEM) as session:
        assert Counter(await session.scalars(select(Ranking.state))) == {"applied": 1, "computed": 5}
        assert Counter(await session.scalars(select(Application.state))) == {"ranked": 4}

"""The service as a whole: it starts, and speaks its code lists; the shared fixtures hold together."""

from pathlib import Path

import httpx
from sqlalchemy import select

from services.review import main
from services.review.rounds.models import Quota, Round
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.testing.workflow import assert_documented
from shared.workflow.diagram import workflows_of


async def test_the_service_says_that_it_is_alive(client: httpx.AsyncClient):
    answer = await client.get("/healthz")
    assert answer.json() == {"status": "ok"}


async def test_its_code_lists_carry_the_four_categories(client: httpx.AsyncClient):
    answer = await client.get("/review/v1/code-lists/enterprise_categories")
    assert {item["code"] for item in answer.json()["items"]} >= {"export_enterprise", "time_honoured_brand"}


async def test_a_round_of_the_shipped_programme_has_fifty_seats(database: Database, a_round: Round):
    async with database.read(SYSTEM) as session:
        caps = await session.execute(
            select(Quota.dimension, Quota.cap).where(Quota.round_id == a_round.id, Quota.key == "all")
        )
    assert {row.dimension: row.cap for row in caps} == {"selected": 50, "recognised": 50}


async def test_its_contract_is_one_document_in_which_every_operation_has_a_name_of_its_own(
    client: httpx.AsyncClient,
):
    document = (await client.get("/review/v1/openapi.json")).json()
    names = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    assert len(names) == len(set(names))
    assert "/review/v1/changes" in document["paths"]


async def test_what_happens_to_a_round_is_told_to_the_public(client: httpx.AsyncClient, a_round: Round):
    answer = await client.get("/review/v1/changes")
    assert answer.status_code == 200, answer.text


def test_the_readme_draws_every_life_cycle_as_its_table_is_now():
    readme = Path(main.__file__).with_name("README.md")
    for workflow in workflows_of("services.review").values():
        assert_documented(workflow, readme)

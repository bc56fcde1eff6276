"""Takes in what is shipped, judges it as the worker does, and brings figures as officers do."""

from typing import Any

import httpx

from services.metrics.boards import dependencies as boards
from services.metrics.policies import dependencies as policies
from services.metrics.targets import dependencies as targets
from shared.codes.roles import Role
from shared.db.work import Database
from shared.testing.tokens import Signer
from shared.time.clock import Clock


async def take_in_documents(database: Database) -> int:
    """All shipped documents; says how many were new."""
    return await policies.take_in_documents(database, Clock())


async def take_in_all(database: Database) -> int:
    """Documents and targets; says how many targets were new."""
    await take_in_documents(database)
    return await targets.take_in_targets(database, Clock())


async def judge_all(database: Database, clock: Clock | None = None) -> int:
    """Judge every target; says how many standings were written."""
    return await boards.Watchman().judge_targets(database, clock or Clock())


async def observe(
    client: httpx.AsyncClient, as_: Signer, series: str, year: int, *, value: str, **members: Any
) -> dict[str, Any]:
    """Write down a figure of the province for a year, in hundred million yuan unless told otherwise."""
    body = {
        "series": series,
        "region": "370000",
        "period_from": f"{year}-01-01",
        "period_to": f"{year}-12-31",
        "value": value,
        "unit": "hundred_million_yuan",
        "source": "统计公报",
        "release": f"bulletin-{series}-{year}",
        **members,
    }
    headers = as_(Role.STATISTICIAN, region="37.")
    answer = await client.post("/metrics/v1/observations", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made

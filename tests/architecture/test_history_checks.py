"""The CHECK on a service's history lets in exactly the steps of its tables, on the migrated database."""

from collections.abc import Awaitable, Callable, Iterator
from itertools import product
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from shared.testing.database import Cluster
from shared.workflow import Workflow
from shared.workflow.diagram import workflows_of
from tests.architecture.tree import built_services

CHECKS = """
SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint
WHERE contype = 'c' AND conrelid = ($1 || '.history')::regclass
  AND pg_get_expr(conbin, conrelid) LIKE '%state_from%'
"""
STEPS = """
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
    AS step(noun, state_from, transition, state_to)
"""
MEND = "python -m shared.db.drafts services.<name> <what> writes the migration that renews the CHECK"
Step = tuple[str, str | None, str, str | None]
LIVES = [
    (service, life) for service in built_services() for life in workflows_of(f"services.{service}").values()
]


def every_row(life: Workflow[Any, Any]) -> Iterator[Step]:
    """The product of what the columns of a step may hold."""
    states = [*(state.value for state in life.states), None]
    actions = [*(action.value for action in life.actions), *life.openings, "invented"]
    for source, action, target in product(states, actions, states):
        yield life.noun, source, action, target


def known_rows(life: Workflow[Any, Any]) -> set[Step]:
    """Steps of the table, openings, and records that change no state."""
    steps = {(life.noun, t.source.value, t.action.value, t.target.value) for t in life.transitions}
    openings = {(life.noun, None, name, life.initial.value) for name in life.openings}
    records = {row for row in every_row(life) if row[1] is None and row[3] is None}
    return steps | openings | records


@pytest.mark.parametrize(("service", "life"), LIVES, ids=[f"{s}-{life.noun}" for s, life in LIVES])
async def test_the_history_takes_the_steps_of_the_table_and_no_others(
    service: str, life: Workflow[Any, Any], cluster: Cluster, clones: Callable[[str], Awaitable[str]]
) -> None:
    url = make_url(cluster.administrator_url).set(drivername="postgresql", database=await clones(service))
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        checks = [row[0] for row in await connection.fetch(CHECKS, service)]
        conditions = [f"({check}) IS NOT FALSE" for check in checks]
        question = " WHERE ".join([STEPS, " AND ".join(conditions) or "true"])
        columns = [list(column) for column in zip(*every_row(life), strict=True)]
        admitted = {tuple(row) for row in await connection.fetch(question, *columns)}
    finally:
        await connection.close()
    assert admitted == known_rows(life), MEND

"""How a list is read when there is much to choose from."""

from typing import Any

import asyncpg
import httpx
from sqlalchemy import event

from shared.codes.credit_code import make_from
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.db.ids import new_id
from tests.registry.conftest import JINING

MANY = 1_000
SEED = """
INSERT INTO registry.organisations (id, credit_code, name, sort_key, kind, region_code, current_region,
    region_path, industry_code, industry_version, size_class, status, open_claims, open_serious_incidents,
    changed_on, revision, version, created_at, updated_at)
SELECT id, code, code, code, 'enterprise', '370828', '370828', '37.3708.370828.', '01', '2017', 'medium',
    'active', 0, 0, '2017-03-01', 1, 1, now(), now()
FROM unnest($1::uuid[], $2::text[]) AS made(id, code)
"""


async def seed(url: str) -> None:
    """As many organisations as make a difference, and what the planner is told of them."""
    connection = await asyncpg.connect(url)
    try:
        caller = Caller(CallerKind.SYSTEM, "system").as_setting()
        await connection.execute("SELECT set_config('lupin.caller', $1, false)", caller)
        codes = [make_from("91", "370828", f"{serial:08d}") for serial in range(MANY)]
        await connection.execute(SEED, [new_id() for _ in codes], codes)
        await connection.execute("ANALYZE registry.organisations, registry.published_organisations")
    finally:
        await connection.close()


async def test_a_page_of_a_city_reads_about_as_many_organisations_as_it_shows(
    committed_database, cluster, build, as_
):
    database = await committed_database("registry")
    name = database.engine.url.database
    await seed(cluster.url("registry", name, owner=True).replace("+asyncpg", ""))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _(_connection, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    officer = as_(Role.CITY_OFFICER, region=JINING)
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as client:
        answer = await client.get("/registry/v1/organisations", params={"limit": 20}, headers=officer)
    assert len(answer.json()["items"]) == 20

    binding = Binding(Role.CITY_OFFICER, None, JINING, None, None)
    async with database.read(Caller(CallerKind.PERSON, "officer", bindings=(binding,))) as session:
        connection = await session.connection()
        (statement, parameters) = asked[-1]
        plan = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        read = [node["Actual Rows"] * node["Actual Loops"] for node in nodes(plan.scalar_one()[0]["Plan"])]
    assert max(read) <= 21


def nodes(plan: dict[str, Any]):
    """Every node of a plan."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)

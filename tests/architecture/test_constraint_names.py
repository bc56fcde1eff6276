"""Constraints are found by their names: a refusal that waits for a name nobody bears never comes."""

import importlib
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import CheckConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url

from shared.testing.database import Cluster
from tests.architecture.tree import application, built_services, modules_of

CHECKS = """
SELECT conrelid::regclass::text AS owner, conname AS name FROM pg_constraint
WHERE contype = 'c' AND connamespace = $1::text::regnamespace
"""
WORDING = """
SELECT conname AS name, pg_get_expr(conbin, conrelid) AS said FROM pg_constraint
WHERE contype = 'c' AND conrelid = $1::text::regclass
"""
NAMES = """
SELECT conname AS name FROM pg_constraint WHERE connamespace = $1::text::regnamespace
UNION SELECT indexname FROM pg_indexes WHERE schemaname = $1::text
"""
DIALECT = postgresql.dialect()
Clones = Callable[[str], Awaitable[str]]


async def asked(question: str, service: str, cluster: Cluster, clones: Clones) -> list[asyncpg.Record]:
    url = make_url(cluster.administrator_url).set(drivername="postgresql", database=await clones(service))
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        return list(await connection.fetch(question, service))
    finally:
        await connection.close()


@pytest.mark.parametrize("service", built_services())
async def test_every_constraint_that_means_a_refusal_bears_its_name(
    service: str, cluster: Cluster, clones: Clones
):
    known = {row["name"] for row in await asked(NAMES, service, cluster, clones)}
    assert set(application(service).state.spec.constraints) - known == set()


@pytest.mark.parametrize("service", built_services())
async def test_every_check_of_a_model_bears_its_name_in_the_database(
    service: str, cluster: Cluster, clones: Clones
):
    list(modules_of(f"services.{service}"))
    metadata = importlib.import_module(f"services.{service}.models").Base.metadata
    modelled = {
        (table.fullname, str(check.name))
        for table in metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    rows = await asked(CHECKS, service, cluster, clones)
    assert modelled - {(row["owner"], row["name"]) for row in rows} == set()


@pytest.mark.parametrize("service", built_services())
async def test_every_check_of_a_model_says_the_same_in_the_database(
    service: str, cluster: Cluster, clones: Clones
):
    """Such as the states that a row may have: PostgreSQL reads both, and shows both in its own words."""
    list(modules_of(f"services.{service}"))
    metadata = importlib.import_module(f"services.{service}.models").Base.metadata
    url = make_url(cluster.administrator_url).set(drivername="postgresql", database=await clones(service))
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    astray = {}
    try:
        for table in metadata.tables.values():
            checks = [each for each in table.constraints if isinstance(each, CheckConstraint)]
            modelled = await worded(connection, table.fullname, checks)
            held = {row["name"]: row["said"] for row in await connection.fetch(WORDING, table.fullname)}
            for name, said in modelled.items():
                if held.get(name) != said:
                    astray[f"{table.fullname} {name}"] = {"model": said, "database": held.get(name)}
    finally:
        await connection.close()
    assert astray == {}, "python -m shared.db.drafts writes the migration that adds what the model says"


async def worded(connection: asyncpg.Connection, owner: str, checks: list[CheckConstraint]) -> dict[str, str]:
    """What the CHECKs of a model are to PostgreSQL, on an empty table like theirs."""
    await connection.execute(f"CREATE TEMP TABLE probe (LIKE {owner})")
    try:
        for check in checks:
            condition = check.sqltext.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
            await connection.execute(f'ALTER TABLE probe ADD CONSTRAINT "{check.name}" CHECK ({condition})')
        return {row["name"]: row["said"] for row in await connection.fetch(WORDING, "probe")}
    finally:
        await connection.execute("DROP TABLE probe")

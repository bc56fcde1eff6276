"""Every service's migrations: up, down and up again, and at the end the tables that its models speak of."""

import asyncio
import importlib
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, func, pool, select, table, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.db.migrate import current_revision, downgrade, head_of, upgrade
from shared.testing.database import Cluster
from tests.architecture.tree import built_services, modules_of

OTHERS = ("schema_version", "jobs", "files", "pgqueuer", "webhook")
"""Tables of rooms whose SQL is their own."""


def mine(_object: object, name: str | None, kind: str, *_: object) -> bool:
    return kind != "table" or not str(name).startswith(OTHERS)


def differences(connection: Connection, service: str, metadata: MetaData) -> list[Any]:
    options: dict[str, Any] = {
        "version_table": "schema_version",
        "version_table_schema": service,
        "include_schemas": True,
        "include_object": mine,
    }
    context = MigrationContext.configure(connection, opts=options)
    return [each for each in compare_metadata(context, metadata) if _counts(each)]


def _counts(difference: Any) -> bool:
    """Tables, columns, types and nullability; indexes and references are the migration's own SQL."""
    return isinstance(difference, list) or not str(difference[0]).endswith(("_index", "_constraint", "_fk"))


def left_over(connection: Connection, service: str) -> list[str]:
    """What a schema still holds, but for the table that says there is nothing."""
    held = text(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(:s) AND relkind IN ('r', 'v')"
    )
    return [name for (name,) in connection.execute(held, {"s": service}) if name != "schema_version"]


@pytest.mark.parametrize("service", built_services())
async def test_P05_the_migrations_go_up_down_and_up_and_end_where_the_models_are(
    service: str, cluster: Cluster
) -> None:
    list(modules_of(f"services.{service}"))  # every noun has registered its tables
    metadata = importlib.import_module(f"services.{service}.models").Base.metadata
    name = await cluster.clone(service)
    url = cluster.url(service, name, owner=True)
    engine = create_async_engine(url, poolclass=pool.NullPool)
    try:
        await asyncio.to_thread(downgrade, service, url)
        async with engine.connect() as connection:
            assert await connection.run_sync(left_over, service) == []
        await asyncio.to_thread(upgrade, service, url)
        async with engine.connect() as connection:
            assert await connection.run_sync(current_revision, service) == head_of(service)
            assert await connection.run_sync(differences, service, metadata) == []
            history = table("history", schema=service)
            assert await connection.scalar(select(func.count()).select_from(history)) == 0
    finally:
        await engine.dispose()
        await cluster.drop(name)

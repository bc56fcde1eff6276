"""The migrations go up, down and up again, and end where the models are."""

import asyncio
import importlib
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

import services.registry
from services.registry.models import Base
from shared.db.migrate import downgrade, upgrade

OTHERS = ("schema_version", "jobs", "files", "pgqueuer")
"""Tables of rooms whose SQL is their own."""


def mine(_object, name, kind, _reflected, _other):
    return kind != "table" or not name.startswith(OTHERS)


def differences(connection: Connection) -> list[object]:
    options = {
        "version_table": "schema_version",
        "version_table_schema": "registry",
        "include_schemas": True,
        "include_object": mine,
    }
    context = MigrationContext.configure(connection, opts=options)
    return [each for each in compare_metadata(context, Base.metadata) if _counts(each)]


def _counts(difference) -> bool:
    """Tables, columns, types and nullability; indexes and references are the migration's own SQL."""
    return isinstance(difference, list) or not str(difference[0]).endswith(("_index", "_constraint", "_fk"))


async def test_the_migrations_make_what_the_models_say_also_the_second_time(cluster):
    for path in Path(services.registry.__file__).parent.glob("*/models.py"):
        importlib.import_module(f"services.registry.{path.parent.name}.models")
    name = await cluster.clone("registry")
    url = cluster.url("registry", name, owner=True)
    try:
        await asyncio.to_thread(downgrade, "registry", url)
        await asyncio.to_thread(upgrade, "registry", url)
        engine = create_async_engine(url, poolclass=pool.NullPool)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        await engine.dispose()
    finally:
        await cluster.drop(name)

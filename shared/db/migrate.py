"""Runs a service's own migrations: `python -m shared.db.migrate services.review up|down|head|sql`.

Reads <SERVICE>_OWNER_DATABASE_URL. One migration run at a time (advisory lock); a lock that cannot be had in
five seconds fails the run rather than stopping the traffic behind it.
"""

import argparse
import asyncio
import os
import sys
from functools import cache
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

ROOT = Path(__file__).parents[2]


def configuration(service: str, url: str = "") -> Config:
    """Alembic's configuration of one service; its history lives in services/<service>/migrations."""
    config = Config(attributes={"url": url, "service": service})
    config.set_main_option("script_location", str(ROOT / "services" / service / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def head_of(service: str) -> str:
    """The newest revision that this code knows, read off its files once."""
    head = ScriptDirectory.from_config(configuration(service)).get_current_head()
    if head is None:
        raise LookupError(f"{service} has no migrations")
    return head


def upgrade(service: str, url: str, revision: str = "head") -> None:
    """Migrate up to a revision."""
    command.upgrade(configuration(service, url), revision)


def downgrade(service: str, url: str, revision: str = "base") -> None:
    """Migrate down to a revision; `base` empties the schema."""
    command.downgrade(configuration(service, url), revision)


def write_sql(service: str) -> None:
    """Write what the whole history would execute to the standard output, for reading and for linting."""
    command.upgrade(configuration(service), "head", sql=True)


def run_from_env(metadata: MetaData) -> None:
    """What a service's migrations/env.py calls."""
    attributes = context.config.attributes
    if context.is_offline_mode():
        _write(attributes["service"], metadata)
        return
    asyncio.run(_run(attributes["url"], attributes["service"], metadata))


async def _run(url: str, service: str, metadata: MetaData) -> None:
    engine = create_async_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, service, metadata)
    finally:
        await engine.dispose()


def _write(service: str, metadata: MetaData) -> None:
    context.configure(
        dialect_name="postgresql",
        target_metadata=metadata,
        literal_binds=True,
        version_table="schema_version",
        version_table_schema=service,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _migrate(connection: Connection, service: str, metadata: MetaData) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table="schema_version",
        version_table_schema=service,
        include_schemas=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('lupin migrate'))"))
        context.run_migrations()


def current_revision(connection: Connection, service: str) -> str | None:
    """The revision that the database is at; used by readiness."""
    options = {"version_table": "schema_version", "version_table_schema": service}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("service", help="such as services.review")
    parser.add_argument("direction", choices=["up", "down", "head", "sql"])
    parser.add_argument("--revision", default="", help="stop at this revision")
    arguments = parser.parse_args()
    service = arguments.service.rpartition(".")[2]
    if arguments.direction == "head":
        sys.stdout.write(head_of(service) + "\n")
        return 0
    if arguments.direction == "sql":
        write_sql(service)
        return 0
    url = os.environ.get(f"{service.upper()}_OWNER_DATABASE_URL")
    if not url:
        sys.stderr.write(f"set {service.upper()}_OWNER_DATABASE_URL to the owner role's URL\n")
        return 2
    if arguments.direction == "up":
        upgrade(service, url, arguments.revision or "head")
    else:
        downgrade(service, url, arguments.revision or "base")
    return 0


if __name__ == "__main__":
    sys.exit(main())

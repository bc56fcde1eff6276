"""Connections of a process's own, outside the pool: to listen, to lead, to feed the queue."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from shared.db.work import Database


def connect_arguments(database: Database) -> dict[str, Any]:
    """What asyncpg needs to reach the same database as the pool does."""
    engine = database.engine
    _, arguments = engine.dialect.create_connect_args(engine.url)
    return {**arguments, "timeout": 5}


@asynccontextmanager
async def dedicated(database: Database, *, purpose: str) -> AsyncIterator[asyncpg.Connection]:
    """One connection held for as long as the block runs; `purpose` shows in pg_stat_activity."""
    name = f"lupin_{database.service}_{purpose}"
    connection = await asyncpg.connect(
        **connect_arguments(database), server_settings={"application_name": name, "timezone": "UTC"}
    )
    try:
        yield connection
    finally:
        connection.terminate()

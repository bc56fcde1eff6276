"""Whether a process can work with its database: asked by operators of services and of workers."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from shared.db.migrate import current_revision, head_of
from shared.db.work import Database

log = structlog.get_logger("operations")


async def at_head(database: Database) -> bool:
    """It answers, and its tables are those that this build knows."""
    try:
        async with database.engine.connect() as connection:
            revision = await connection.run_sync(current_revision, database.service)
    except (SQLAlchemyError, OSError) as fault:
        log.warning("not ready", fault=type(fault).__name__)
        return False
    return revision == await asyncio.to_thread(head_of, database.service)  # reads files, the first time

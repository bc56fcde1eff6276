"""What each process of identity does beside answering: it follows its own tables."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from services.identity.clock.service import follow_row
from services.identity.revocations.service import LOOK_EVERY, RevocationBoard
from shared.db.work import Database

log = structlog.get_logger(__name__)


async def look_once(board: RevocationBoard, database: Database) -> None:
    """Take in what other processes of identity have revoked, and how far they have moved the clock."""
    try:
        await board.look()
        await follow_row(database)
    except (SQLAlchemyError, OSError) as fault:
        log.warning("own_tables_unreachable", fault=type(fault).__name__)


@asynccontextmanager
async def following(app: FastAPI) -> AsyncIterator[None]:
    """Look twice a second as long as the process lives."""
    board: RevocationBoard = app.state.revocations
    database: Database = app.state.database

    async def forever() -> None:
        while True:
            await look_once(board, database)
            await asyncio.sleep(LOOK_EVERY)

    await look_once(board, database)
    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await board.close()

"""What each process of identity does beside its work: it follows its own tables."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, NoReturn, Protocol

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from shared.db.stirring import Ear
from shared.db.work import Database
from shared.events.ending import told_of_the_end

HEARING: Final = 3.0
DEAF: Final = 0.5
"""Seconds between two looks that nobody asked for, while notices reach us and while they do not."""

log = structlog.get_logger(__name__)


class Followed(Protocol):
    """What another process of identity may change; keys whose seal is broken stop the start."""

    async def look(self) -> None: ...


async def look_once(*tables: Followed) -> None:
    """Take in what others have revoked, and how far they have moved the clock."""
    try:
        for table in tables:
            await table.look()
    except (SQLAlchemyError, OSError) as fault:
        log.warning("own_tables_unreachable", fault=type(fault).__name__)


async def look_forever(database: Database, *tables: Followed) -> NoReturn:
    """Look whenever another process has revoked or moved something; outlives a database that restarts."""
    ear = Ear(database)
    async with ear.listening():
        while True:
            await look_once(*tables)
            await ear.wait(HEARING if ear.hears else DEAF)


@asynccontextmanager
async def federated(app: FastAPI) -> AsyncIterator[None]:
    """Close the connections to providers of sign-in and to siblings when the service ends."""
    try:
        yield
    finally:
        await app.state.providers.outside.close()
        await app.state.platforms.outside.close()
        await app.state.gateway.close()


@asynccontextmanager
async def following(app: FastAPI) -> AsyncIterator[None]:
    """Look as long as the service lives, for the first time before it answers."""
    tables = (app.state.revocations, app.state.clock_watch)
    await look_once(app.state.keys, *tables)
    task = asyncio.create_task(look_forever(app.state.database, *tables))
    farewells: list[asyncio.Task[None]] = []
    try:
        with told_of_the_end(lambda: farewells.append(asyncio.create_task(app.state.revocations.close()))):
            yield
    finally:
        task.cancel()
        await asyncio.gather(task, *farewells, return_exceptions=True)
        await app.state.revocations.close()

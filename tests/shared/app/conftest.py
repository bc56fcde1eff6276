"""The small service without a database, and on one of its own."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from sqlalchemy.engine import make_url

from shared.db.work import Database
from tests.shared.app.small import CREATE, client_of, small_service


@pytest.fixture
async def client(tmp_path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(small_service(tmp_path)) as made:
        yield made


@pytest.fixture
async def things(cluster, committed_database) -> Database:
    """A database of review's that has a table of things."""
    database = await committed_database("review")
    name = database.engine.url.database
    owner = make_url(cluster.url("review", name, owner=True)).set(drivername="postgresql")
    connection = await asyncpg.connect(owner.render_as_string(hide_password=False))
    try:
        await connection.execute(CREATE)
    finally:
        await connection.close()
    return database


@pytest.fixture
async def stored(tmp_path, things) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(small_service(tmp_path, things)) as made:
        yield made

"""The small service without a database, and on one of its own."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from sqlalchemy.engine import make_url

from shared.db.work import Database
from shared.testing.database import Cluster
from tests.shared.app.small import CREATE, client_of, small_service


@pytest.fixture
async def client(tmp_path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(small_service(tmp_path)) as made:
        yield made


async def as_owner(cluster: Cluster, database: Database, statement: str) -> None:
    """Run a statement that the login role may not."""
    url = make_url(cluster.url("review", database.engine.url.database, owner=True)).set(
        drivername="postgresql"
    )
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def things(cluster, committed_database) -> Database:
    """A database of review's that has a table of things."""
    database = await committed_database("review")
    await as_owner(cluster, database, CREATE)
    return database


@pytest.fixture
async def without_record(cluster, things) -> None:
    """The database refuses to write refusals down."""
    await as_owner(cluster, things, "REVOKE INSERT ON review.refusals FROM lupin_review")


@pytest.fixture
async def stored(tmp_path, things) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(small_service(tmp_path, things)) as made:
        yield made

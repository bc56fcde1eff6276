"""Identity bootstrapped in demo mode, on a database that is rolled back or on one of the test's own."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db.work import Database
from shared.testing.database import Cluster, RolledBackDatabase, committed, kept_open, rolled_back
from shared.testing.tokens import MovableClock
from tests.identity.front import Desk, bootstrapped_on, desk_on, settings_in


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
async def bootstrapped(cluster: Cluster) -> AsyncIterator[AsyncEngine]:
    """A database of this worker on which bootstrap has run."""
    async with committed(cluster, "identity") as database:
        await bootstrapped_on(database, settings_in())
        async with kept_open(cluster, "identity", str(database.engine.url.database)) as engine:
            yield engine


@pytest.fixture
async def database(bootstrapped: AsyncEngine) -> AsyncIterator[RolledBackDatabase]:
    async with rolled_back("identity", bootstrapped) as opened:
        yield opened


@pytest.fixture
async def desk(database: RolledBackDatabase, clock: MovableClock) -> AsyncIterator[Desk]:
    made = await desk_on(database, clock, settings_in())
    async with made.http:
        yield made


@pytest.fixture
async def committed_desk(
    committed_database: Callable[[str], Awaitable[Database]], clock: MovableClock
) -> AsyncIterator[Desk]:
    database = await committed_database("identity")
    await bootstrapped_on(database, settings_in())
    made = await desk_on(database, clock, settings_in())
    async with made.http:
        yield made

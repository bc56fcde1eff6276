"""Identity bootstrapped in demo mode, on a database that is rolled back or on one of the test's own."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from shared.db.work import Database
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import MovableClock
from tests.identity.front import Desk, desk_on, settings_in


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def database(
    rolled_back_database: Callable[[str], Awaitable[RolledBackDatabase]],
) -> RolledBackDatabase:
    return await rolled_back_database("identity")


@pytest.fixture
async def desk(database: RolledBackDatabase, clock: MovableClock) -> AsyncIterator[Desk]:
    made = await desk_on(database, clock, settings_in())
    async with made.http:
        yield made


@pytest.fixture
async def committed_desk(
    committed_database: Callable[[str], Awaitable[Database]], clock: MovableClock
) -> AsyncIterator[Desk]:
    made = await desk_on(await committed_database("identity"), clock, settings_in())
    async with made.http:
        yield made

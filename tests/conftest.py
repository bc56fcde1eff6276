"""One PostgreSQL for the whole run, started by the process that collects, shared by its workers."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.binaries import debian
from deploy.local.postgres import SUPERUSER, EmbeddedPostgres
from shared.db.work import Database
from shared.testing.database import Cluster, RolledBackDatabase, committed, kept_open, rolled_back
from tests.leftovers import CLUSTER, folder_of_this_run, memory, remove_leftovers
from tests.node import put_on_path
from tests.together import Together

# A busy machine is slow, not wrong: neither time limits nor the speed of generation fail a test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

pytest_plugins = ("tests.journeys.stage",)
ADDRESS = "LUPIN_TEST_POSTGRES"
SERVER = pytest.StashKey[EmbeddedPostgres]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster unless the environment names one, or this process is a worker that was handed it."""
    put_on_path()
    if os.environ.get(ADDRESS) or config.option.collectonly:
        return
    binaries = debian() if os.environ.get("LUPIN_TEST_POSTGRES_VERSION") == "15" else None
    remove_leftovers()
    quick = {} if binaries else {"scram_iterations": "1"}  # thousands of connections: most of what one costs
    server = EmbeddedPostgres(
        folder_of_this_run(CLUSTER, memory()), binaries=binaries, throwaway=True, extra=quick
    )
    server.start()
    server.sql(f"ALTER ROLE {SUPERUSER} PASSWORD '{server.password}'")
    config.stash[SERVER] = server
    os.environ[ADDRESS] = server.url(scheme="postgresql")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    if (server := config.stash.get(SERVER, None)) is not None:
        server.stop()
        del os.environ[ADDRESS]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Behind all others, however they were shuffled: tests after which the platform is full of rubbish."""
    items.sort(key=lambda item: item.get_closest_marker("littering") is not None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    """With `-n`, unless another way of sharing out the tests was asked for."""
    return Together(config, log) if config.getoption("dist") == "load" else None


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    return Cluster(os.environ[ADDRESS])


@pytest.fixture(scope="session")
async def clones(cluster: Cluster) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Databases of this worker, one a service, made when first asked for."""
    made: dict[str, str] = {}

    async def clone(service: str) -> str:
        if service not in made:
            made[service] = await cluster.clone(service)
        return made[service]

    yield clone
    for name in made.values():
        await cluster.drop(name)


@pytest.fixture(scope="session")
async def engines(
    cluster: Cluster, clones: Callable[[str], Awaitable[str]]
) -> AsyncIterator[Callable[[str], Awaitable[AsyncEngine]]]:
    """Connections of this worker to its clones, one a service, opened when first asked for."""
    opened: dict[str, AsyncEngine] = {}
    async with AsyncExitStack() as stack:

        async def engine(service: str) -> AsyncEngine:
            if service not in opened:
                engine = kept_open(cluster, service, await clones(service))
                opened[service] = await stack.enter_async_context(engine)
            return opened[service]

        yield engine


@pytest.fixture
async def rolled_back_database(
    engines: Callable[[str], Awaitable[AsyncEngine]],
) -> AsyncIterator[Callable[[str], Awaitable[RolledBackDatabase]]]:
    """`await rolled_back_database("review")`: everything is undone when the test ends."""
    async with AsyncExitStack() as stack:

        async def open_for(service: str) -> RolledBackDatabase:
            return await stack.enter_async_context(rolled_back(service, await engines(service)))

        yield open_for


@pytest.fixture
async def committed_database(cluster: Cluster) -> AsyncIterator[Callable[[str], Awaitable[Database]]]:
    """`await committed_database("review")`: real transactions in a database of the test's own."""
    async with AsyncExitStack() as stack:

        async def open_for(service: str) -> Database:
            return await stack.enter_async_context(committed(cluster, service))

        yield open_for

"""Metrics over HTTP on a database that is rolled back, with tokens of the tests' own issuer."""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics import main
from services.metrics.settings import MetricsSettings
from shared.db.work import Database
from shared.settings.service import Mode
from shared.testing.database import Cluster, RolledBackDatabase, committed, kept_open, rolled_back
from shared.testing.tokens import Signer, TestIssuer
from tests.metrics.shelf import take_in_all


@pytest.fixture(scope="session")
async def stocked(cluster: Cluster) -> AsyncIterator[Callable[[], Awaitable[AsyncEngine]]]:
    """A database of this worker in which lies what is shipped, made when first asked for."""
    async with AsyncExitStack() as stack:
        opened: list[AsyncEngine] = []

        async def engine() -> AsyncEngine:
            if not opened:
                database = await stack.enter_async_context(committed(cluster, "metrics"))
                assert await take_in_all(database) == 27
                name = str(database.engine.url.database)
                opened.append(await stack.enter_async_context(kept_open(cluster, "metrics", name)))
            return opened[0]

        yield engine


@pytest.fixture
async def database(
    request: pytest.FixtureRequest,
    engines: Callable[[str], Awaitable[AsyncEngine]],
    stocked: Callable[[], Awaitable[AsyncEngine]],
) -> AsyncIterator[RolledBackDatabase]:
    """Empty, or with `@pytest.mark.stocked` as a worker leaves it after its first start."""
    shipped = request.node.get_closest_marker("stocked") is not None
    async with rolled_back("metrics", await (stocked() if shipped else engines("metrics"))) as opened:
        yield opened


@pytest.fixture
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def as_(issuer: TestIssuer) -> Signer:
    return Signer(issuer, "metrics")


@pytest.fixture
def settings() -> MetricsSettings:
    return MetricsSettings(
        database_url=SecretStr("postgresql+asyncpg://never-dialled"),
        data_key=SecretStr(b64encode(bytes(range(32))).decode()),
        mode=Mode.DEMO,
    )


@pytest.fixture
def build(settings: MetricsSettings, issuer: TestIssuer) -> Callable[[Database], FastAPI]:
    """The service on any database."""

    def built(database: Database) -> FastAPI:
        return main.build(settings, database=database, collaborators={"verifier": issuer.verifier("metrics")})

    return built


@pytest.fixture
async def client(
    build: Callable[[Database], FastAPI], database: Database
) -> AsyncIterator[httpx.AsyncClient]:
    """Calls metrics straight, without a network."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build(database)), base_url="http://metrics.test"
    ) as calling:
        yield calling

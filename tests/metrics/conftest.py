"""Metrics over HTTP on a database that is rolled back, with tokens of the tests' own issuer."""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.metrics import main
from services.metrics.settings import MetricsSettings
from shared.db.work import Database
from shared.settings.service import Mode
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import Signer, TestIssuer


@pytest.fixture
async def database(
    rolled_back_database: Callable[[str], Awaitable[RolledBackDatabase]],
) -> RolledBackDatabase:
    return await rolled_back_database("metrics")


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

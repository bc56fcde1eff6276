"""Trademark over HTTP on a database that is rolled back, with tokens of the tests' own issuer."""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import RowMapping

from services.trademark import main
from services.trademark.settings import TrademarkSettings
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.ids import new_id
from shared.db.work import Database
from shared.settings.service import Mode
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import Signer, TestIssuer


@pytest.fixture
async def database(
    rolled_back_database: Callable[[str], Awaitable[RolledBackDatabase]],
) -> RolledBackDatabase:
    return await rolled_back_database("trademark")


@pytest.fixture
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def as_(issuer: TestIssuer) -> Signer:
    return Signer(issuer, "trademark")


@pytest.fixture
def settings() -> TrademarkSettings:
    return TrademarkSettings(
        database_url=SecretStr("postgresql+asyncpg://never-dialled"),
        data_key=SecretStr(b64encode(bytes(range(32))).decode()),
        mode=Mode.DEMO,
    )


@pytest.fixture
def build(settings: TrademarkSettings, issuer: TestIssuer) -> Callable[[Database], FastAPI]:
    """The service on any database."""

    def built(database: Database) -> FastAPI:
        return main.build(
            settings, database=database, collaborators={"verifier": issuer.verifier("trademark")}
        )

    return built


@pytest.fixture
async def client(
    build: Callable[[Database], FastAPI], database: Database
) -> AsyncIterator[httpx.AsyncClient]:
    """Calls trademark straight, without a network."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build(database)), base_url="http://trademark.test"
    ) as calling:
        yield calling


PROVINCE, JINING, YANTAI = "37.", "37.3708.", "37.3706."


class Registers(Protocol):
    """Registers an indication and gives the answer's body."""

    async def __call__(self, **members: Any) -> dict[str, Any]: ...


def a_form(**members: Any) -> dict[str, Any]:
    """A legal form; each has a number of its own."""
    return {
        "kind": "certification_mark",
        "number": str(new_id().int % 10**8),
        "name": "金乡大蒜",
        "status": "registered",
        "filed_on": "2007-07-16",
        "registered_on": "2011-11-01",
        "holder_name": "金乡县大蒜研究所",
        "area": ["370828"],
        **members,
    }


def an_indication(**members: Any) -> dict[str, Any]:
    """A body that registers a product."""
    return {
        "name": "金乡大蒜",
        "product_class": "food",
        "manager_name": "金乡县大蒜研究所",
        "area": ["370828"],
        "forms": [a_form()],
        **members,
    }


@pytest.fixture
def indication(client: httpx.AsyncClient, as_: Signer) -> Registers:
    """`await indication(name=..., forms=[...])`, by the province's officer."""

    async def registered(**members: Any) -> dict[str, Any]:
        answer = await client.post(
            "/trademark/v1/indications",
            json=an_indication(**members),
            headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE),
        )
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    return registered


async def entries(database: Database, noun: str, object_id: str) -> Sequence[RowMapping]:
    """The trail of one thing, oldest first."""
    async with database.read(SYSTEM) as session:
        return await Trail(session).of(noun, UUID(object_id))

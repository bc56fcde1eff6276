"""Registry over HTTP on a database that is rolled back, with tokens of the tests' own issuer."""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.registry import main
from services.registry.settings import RegistrySettings
from shared.codes.credit_code import make_from
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Caller, CallerKind
from shared.db.ids import new_id
from shared.db.work import Database
from shared.files.record import Announcement, FileRecord
from shared.settings.service import Mode
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import Signer, TestIssuer

PROVINCE, JINING, YANTAI = "37.", "37.3708.", "37.3706."


class Registers(Protocol):
    """Registers an organisation and gives the answer's body."""

    async def __call__(self, **members: Any) -> dict[str, Any]: ...


@pytest.fixture
async def database(
    rolled_back_database: Callable[[str], Awaitable[RolledBackDatabase]],
) -> RolledBackDatabase:
    return await rolled_back_database("registry")


@pytest.fixture
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def as_(issuer: TestIssuer) -> Signer:
    return Signer(issuer, "registry")


@pytest.fixture
def settings() -> RegistrySettings:
    return RegistrySettings(
        database_url=SecretStr("postgresql+asyncpg://never-dialled"),
        data_key=SecretStr(b64encode(bytes(range(32))).decode()),
        mode=Mode.DEMO,
        unmaskings_per_hour=3,
    )


@pytest.fixture
def build(settings: RegistrySettings, issuer: TestIssuer) -> Callable[[Database], FastAPI]:
    """The service on any database."""

    def built(database: Database) -> FastAPI:
        return main.build(
            settings, database=database, collaborators={"verifier": issuer.verifier("registry")}
        )

    return built


@pytest.fixture
async def client(
    build: Callable[[Database], FastAPI], database: Database
) -> AsyncIterator[httpx.AsyncClient]:
    """Calls registry straight, without a network."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build(database)), base_url="http://registry.test"
    ) as calling:
        yield calling


def an_organisation(**members: Any) -> dict[str, Any]:
    """A body that registers; each has a credit code of its own."""
    serial = f"{new_id().int % 10**8:08d}"
    return {
        "credit_code": make_from("91", "370828", serial),
        "name": f"金乡县大蒜产业{serial}有限公司",
        "kind": "enterprise",
        "category": "regional_origin_agriculture",
        "region_code": "370828",
        "industry_code": "01",
        "size_class": "medium",
        "legal_representative": {"name": "王小明", "phone": "13805378000"},
        "contacts": [{"name": "李丽", "position": "品牌部经理", "email": "lili@example.com"}],
        **members,
    }


async def a_file(database: Database, subject: str) -> str:
    """A file that somebody has uploaded and that was found good."""
    owner = Caller(CallerKind.PERSON, subject)
    said = Announcement(name="授权书.pdf", media_type="application/pdf", size=1, sha256=bytes(32))
    async with database.write(owner) as session:
        file_id = await FileRecord(session).announce(said)
    async with database.write(SYSTEM) as session:
        await FileRecord(session).settle(file_id, object_key=f"kept/{file_id}", fault=None)
    return str(file_id)


@pytest.fixture
def register(client: httpx.AsyncClient, as_: Signer) -> Registers:
    """`await register(name=..., region_code="370602")`, by the province's officer."""

    async def registered(**members: Any) -> dict[str, Any]:
        answer = await client.post(
            "/registry/v1/organisations",
            json=an_organisation(**members),
            headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE),
        )
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    return registered

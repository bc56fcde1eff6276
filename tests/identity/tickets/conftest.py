"""A platform as its own process, identity that trusts it, and registry on a database of its own."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from services.identity.clients.registry import RegistryClient
from services.registry import main as registry_main
from services.registry.settings import RegistrySettings
from shared.auth.revocations import RevocationList
from shared.auth.verifier import TokenVerifier
from shared.db.ids import new_id
from shared.http.client import Gateway, SiblingClient
from shared.settings.service import Mode
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import MovableClock
from tests.identity.front import ISSUER, Desk, desk_on, settings_in
from tests.identity.tickets.stage import BACK, CLIENT, SECRET, Town, told
from tests.registry.conftest import an_organisation

OFFICER = {"role": "programme_officer", "region_path": "37."}


@pytest.fixture(scope="session")
async def province() -> AsyncIterator[str]:
    """The address of a provincial platform."""
    module = "tests.identity.tickets.platform"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, CLIENT, SECRET, BACK, stdout=PIPE, stderr=DEVNULL
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def town(province: str, database: RolledBackDatabase, clock: MovableClock) -> AsyncIterator[Town]:
    desk = await desk_on(database, clock, settings_in(ticket_platforms=(told(province),)))
    async with desk.http, httpx.AsyncClient(base_url=province) as platform:
        made = Town(desk, platform)
        await made.lies({})
        await platform.put("/asked", json=[])
        yield made
    await desk.app.state.platforms.outside.close()


@pytest.fixture
async def registry(
    town: Town, rolled_back_database: Callable[[str], Awaitable[RolledBackDatabase]]
) -> AsyncIterator[httpx.AsyncClient]:
    """The real registry, which believes identity's tokens; identity reaches it without a network."""
    state = town.desk.app.state
    heard = RevocationList(now=state.now)
    heard.hear([])
    verifier = TokenVerifier(
        issuer=ISSUER, audience="registry", keys=state.keys, revocations=heard, now=state.now
    )
    settings = RegistrySettings(
        database_url=SecretStr("postgresql+asyncpg://never-dialled"),
        data_key=SecretStr(b64encode(bytes(range(32))).decode()),
        mode=Mode.DEMO,
    )
    database = await rolled_back_database("registry")
    app = registry_main.build(settings, database=database, collaborators={"verifier": verifier})
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://registry.test")
    tokens = state.registry.sibling.tokens
    state.registry = RegistryClient(SiblingClient(Gateway(http), "registry", tokens=tokens))
    async with http:
        yield http


Register = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def register(town: Town, registry: httpx.AsyncClient) -> Register:
    """Registers an organisation as an officer of the province."""

    async def registered(**members: Any) -> dict[str, Any]:
        await town.desk.person("clerk", OFFICER)
        headers = await town.desk.bearer("clerk") | {"Idempotency-Key": str(new_id())}
        body = an_organisation(**members)
        answer = await registry.post("/registry/v1/organisations", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    return registered


@pytest.fixture
def hurried(town: Town) -> Desk:
    """Identity that waits a fifth of a second for the platform."""
    outside = town.desk.app.state.platforms.outside
    outside.http.timeout = httpx.Timeout(0.2)
    return town.desk

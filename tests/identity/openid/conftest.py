"""oidc-provider as its own process, and a provider of ours that lies; identity that trusts both."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.testing.database import RolledBackDatabase
from shared.time.clock import instant
from tests.identity.front import Desk, desk_on, settings_in
from tests.identity.openid.browser import BACK, CLIENT, SECRET, told
from tests.identity.openid.crooked import Crooked, turned
from tests.node import installed

KIT = Path(__file__).with_name("provider")


@pytest.fixture(scope="session")
async def province(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The issuer of an unmodified OpenID provider."""
    folder = installed(KIT, tmp_path_factory.mktemp("provider"))
    process = await asyncio.create_subprocess_exec(
        "node", "provider.mjs", CLIENT, SECRET, BACK, cwd=folder, stdout=PIPE, stderr=DEVNULL
    )
    assert process.stdout is not None
    try:
        issuer = (await process.stdout.readline()).decode().strip()
        assert issuer, "the provider did not start"
        yield issuer
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def crooked() -> AsyncIterator[Crooked]:
    async with turned() as provider:
        yield provider


@pytest.fixture
async def desk(province: str, database: RolledBackDatabase) -> AsyncIterator[Desk]:
    """Identity that trusts the province; the provider's clock is the real one."""
    made = await desk_on(database, instant, settings_in(openid_providers=(told("province", province),)))
    async with made.http:
        yield made
    await made.app.state.providers.outside.close()


@pytest.fixture
async def trusting(crooked: Crooked, database: RolledBackDatabase) -> AsyncIterator[Desk]:
    """Identity that trusts the one it should not."""
    made = await desk_on(database, instant, settings_in(openid_providers=(told("crooked", crooked.issuer),)))
    async with made.http:
        yield made
    await made.app.state.providers.outside.close()

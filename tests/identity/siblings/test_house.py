"""A sibling of identity as it lives: review's side of the house against the real identity."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.identity import background
from services.identity.background import look_forever
from shared.app.house import House, SettingsIncomplete
from shared.auth.errors import TokenInvalid, TokenRevoked
from shared.http.client import Gateway
from shared.settings.service import ServiceSettings
from shared.testing.conditions import until
from shared.time.clock import Clock, instant
from tests.identity.front import (
    REVIEW_KEY,
    SECURITY,
    SYSTEM_ADMIN,
    Desk,
    bootstrapped_on,
    desk_on,
    settings_in,
)


def review_settings(key_file: Path | None) -> ServiceSettings:
    known = settings_in()
    return ServiceSettings(
        database_url=known.database_url,
        data_key=known.data_key,
        issuer=known.issuer,
        mode=known.mode,
        client_id="review" if key_file else None,
        client_key_file=key_file,
    )


@asynccontextmanager
async def living(desk: Desk, key_file: Path):
    """Review's house, following identity, which looks at its own tables meanwhile."""
    gateway = Gateway(
        httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url="http://gateway.test")
    )
    clock = Clock()
    house = House.of("review", review_settings(key_file), clock, gateway=gateway)
    looking = asyncio.create_task(
        look_forever(desk.app.state.database, desk.app.state.revocations, desk.app.state.clock_watch)
    )
    async with house.lifespan(FastAPI()):
        yield house, clock
    looking.cancel()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "review.pem"
    file.write_text(REVIEW_KEY.to_pem())
    return file


@pytest.fixture
async def real_time(committed_database):
    """Followers live in real time, so identity does too."""
    database = await committed_database("identity")
    await bootstrapped_on(database, settings_in())
    desk = await desk_on(database, instant, settings_in())
    async with desk.http:
        yield desk


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Identity does not look by itself: what it knows, it was told."""
    monkeypatch.setattr(background, "HEARING", 600.0)
    monkeypatch.setattr(background, "DEAF", 600.0)


async def text_of(desk: Desk, subject: str = SECURITY) -> str:
    return (await desk.bearer(subject))["Authorization"].removeprefix("Bearer ")


async def until_refused(house: House, token: str) -> None:
    async with asyncio.timeout(5):
        while True:
            await house.verifier.verify(token)
            await asyncio.sleep(0.01)


async def until_a_day_ahead(clock: Clock) -> None:
    async with asyncio.timeout(5):
        while clock.offset.days != 1:  # noqa: ASYNC110 - a clock has no event to wait for
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("unasked")
async def test_P02_a_sibling_believes_identity_and_feels_its_revocations(real_time, key_file):
    desk = real_time
    async with living(desk, key_file) as (house, _):
        token = await text_of(desk)
        verified = await house.verifier.verify(token)
        assert [role.value for role in verified.caller.roles] == ["security_administrator"]
        with pytest.raises(TokenInvalid):
            await house.verifier.verify(token[:-4] + "AAAA")
        await desk.http.post("/identity/v1/revoke", data={"token": token, "client_id": "demo"})
        with pytest.raises(TokenRevoked):
            await until_refused(house, token)


@pytest.mark.usefixtures("unasked")
async def test_a_sibling_follows_the_clock(real_time, key_file):
    desk = real_time
    async with living(desk, key_file) as (_, clock):
        await desk.call(SYSTEM_ADMIN, "POST", "/clock/advance", json={"seconds": 86_400})
        await until_a_day_ahead(clock)


@pytest.mark.usefixtures("unasked")
async def test_an_identity_that_hears_nothing_of_its_database_looks_by_itself(real_time, monkeypatch):
    looks = []

    class Table:
        async def look(self) -> None:
            looks.append(instant())

    def unreachable(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("shared.db.stirring.dedicated", unreachable)
    monkeypatch.setattr(background, "DEAF", 0.01)
    looking = asyncio.create_task(look_forever(real_time.app.state.database, Table()))
    await until(lambda: len(looks) > 2)
    looking.cancel()


async def test_a_sibling_asks_identity_itself_when_the_feed_is_silent(real_time, key_file, monkeypatch):
    desk = real_time
    token = await text_of(desk)
    monkeypatch.setattr("shared.auth.verifier.YOUNG", -1)
    async with living(desk, key_file) as (house, _):
        monkeypatch.setattr(house.verifier._revocations, "silent", lambda: True)
        await house.verifier.verify(token)
        await desk.http.post("/identity/v1/revoke", data={"token": token, "client_id": "demo"})
        with pytest.raises(TokenRevoked):
            await house.verifier.verify(token)


async def test_a_sibling_calls_others_with_its_own_token(real_time, key_file):
    async with living(real_time, key_file) as (house, _):
        page = await house.sibling("identity").get("/identity/v1/revocations")
        assert page["items"] == []


async def test_a_service_without_a_client_of_its_own_does_not_start(real_time):
    house = House.of("review", review_settings(None), Clock())
    with pytest.raises(SettingsIncomplete):
        async with house.lifespan(FastAPI()):
            pass
    await house.gateway.close()

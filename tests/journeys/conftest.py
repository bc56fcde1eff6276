"""Who acts in the journeys beside the story, and the browser in which pages are seen."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest
from playwright.async_api import BrowserContext, async_playwright

from deploy.demo.gateway import Actor, Gateway
from deploy.local.places import CHECKOUT
from tests.journeys.browsing import PATIENCE, SHOTS, Reader, reading
from tests.journeys.dying import Scene
from tests.journeys.people import enrolled
from tests.journeys.running import Running
from tests.node import installed

KIT = CHECKOUT / "tests/journeys/browser"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

Read = Callable[..., AbstractAsyncContextManager[Reader]]


@pytest.fixture(scope="session")
async def officer(gateway: Gateway) -> Actor:
    """An officer of the province who is not in the story."""
    await enrolled(gateway, "officer-of-journeys", role="programme_officer", region_path="37.")
    return gateway.person("officer-of-journeys")


@pytest.fixture
def scene(platform: Running, gateway: Gateway, officer: Actor) -> Scene:
    """The platform with traffic on it, where something is about to die; the officer writes."""
    return Scene(platform, gateway)


@pytest.fixture(scope="session")
async def window(platform: Running) -> AsyncIterator[BrowserContext]:
    """One browser and one context for all tests: what a page has loaded, the next finds in the cache."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is absent: the portal is not opened (apt-get install chromium)")
    SHOTS.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        context = await browser.new_context(base_url=platform.url)
        context.set_default_timeout(PATIENCE)
        yield context
        await browser.close()


@pytest.fixture(scope="session")
def read(window: BrowserContext, platform: Running) -> Read:
    """Opens a page of its own for a test."""
    return partial(reading, window, platform.url)


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """axe-core, as package-lock.json pins it."""
    folder = installed(KIT, tmp_path_factory.mktemp("axe"))
    return (folder / "node_modules/axe-core/axe.min.js").read_text("utf-8")

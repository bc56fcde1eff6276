"""The portal in headless Chromium: every page opens, fits, and its policy holds.

Screenshots of every page, at phone and desktop width and in both languages, go to var/screenshots: look at
them after a change.
"""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from deploy.local.places import CHECKOUT
from tests.journeys.running import Running

pytestmark = pytest.mark.journeys
SHOTS = CHECKOUT / "var/screenshots"
PATIENCE = 60_000
PAGES = {
    "home": "/",
    "docs": "/docs",
    "operations": "/docs/identity",
    "start": "/start",
    "problems": "/problems?q=token",
    "problem": "/problems/quota_reached",
    "glossary": "/glossary",
    "verify": "/verify/00000000000000000001",
}
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
VIEWED = [(size, language) for size in SIZES for language in ("zh-CN", "en")]


@dataclass
class Complaints:
    """What the browser's console says of errors; violations of the policy come here too."""

    said: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is absent: the portal is not opened (apt-get install chromium)")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield opened
        await opened.close()


async def opened(
    browser: Browser, platform: Running, *, size: str = "desktop", language: str = "zh-CN", dark: bool = False
) -> tuple[BrowserContext, Page, Complaints]:
    width, height = SIZES[size]
    context = await browser.new_context(
        base_url=platform.url,
        viewport={"width": width, "height": height},
        locale=language,
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(PATIENCE)
    page, complaints = await context.new_page(), Complaints()
    page.on("console", complaints.hear)
    page.on("pageerror", lambda error: complaints.said.append(str(error)))
    return context, page, complaints


async def shown(page: Page, name: str) -> None:
    """Until the page is what a reader waits for."""
    await page.goto(PAGES[name])
    if name == "operations":
        await expect(page.locator(".opblock").first).to_be_visible(timeout=PATIENCE)
    if name == "home":
        await expect(page.locator('[data-state="ready"]')).to_have_count(5, timeout=PATIENCE)


@pytest.mark.parametrize(("size", "language"), VIEWED)
async def test_P01_P09_every_page_opens_without_a_complaint_and_fits(
    browser: Browser, platform: Running, size: str, language: str
):
    context, page, complaints = await opened(browser, platform, size=size, language=language)
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        await shown(page, name)
        assert await page.locator("html").get_attribute("lang") == language
        wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{name} is {wider} pixels wider than a {size}"
        await page.screenshot(path=SHOTS / f"{name}-{size}-{language}.png", timeout=PATIENCE)
    assert complaints.said == []
    await context.close()

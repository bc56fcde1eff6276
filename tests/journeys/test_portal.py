"""The portal in headless Chromium: it opens, calls are tried from it, its policy holds, nobody is kept out.

Screenshots of every page, at phone and desktop width and in both languages, go to var/screenshots: look at
them after a change.
"""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from deploy.local.places import CHECKOUT
from tests.journeys.running import Running
from tests.node import installed

pytestmark = pytest.mark.journeys
KIT = CHECKOUT / "tests/journeys/browser"
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
GRAVE = {"serious", "critical"}
ACCEPTED = {("operations", "nested-interactive")}
"""Swagger UI puts the button that copies a path inside the one that opens it; both work by keyboard."""
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


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """axe-core, as package-lock.json pins it."""
    folder = installed(KIT, tmp_path_factory.mktemp("axe"))
    return (folder / "node_modules/axe-core/axe.min.js").read_text("utf-8")


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


async def test_P01_a_call_is_tried_from_the_page_with_a_real_token(browser: Browser, platform: Running):
    context, page, complaints = await opened(browser, platform, language="en")
    await shown(page, "operations")
    await page.select_option("#subject", "security-administrator")
    await page.fill("#passphrase", platform.passphrase)
    await page.locator("#demo-form button").click()
    await expect(page.locator("#token-state")).to_have_text("Calls from this page carry the token.")
    operation = page.locator("#operations-people-list_people")
    await operation.locator(".opblock-summary-control").click()
    async with page.expect_response(re.compile(r"/identity/v1/people(\?|$)")) as answered:
        await operation.locator("button.execute").click()
    answer = await answered.value
    assert answer.status == 200
    assert (await answer.request.all_headers())["authorization"].startswith("Bearer ")
    await expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text(
        "200"
    )
    assert complaints.said == []
    await context.close()


async def test_a_wrong_passphrase_is_said_and_no_token_is_kept(browser: Browser, platform: Running):
    context, page, _ = await opened(browser, platform, language="en")
    await shown(page, "operations")
    await page.fill("#passphrase", "wrong")
    await page.locator("#demo-form button").click()
    await expect(page.locator("#token-state")).to_contain_text("refused")
    await context.close()


async def test_the_policy_stops_a_script_that_is_not_the_portals(browser: Browser, platform: Running):
    context, page, complaints = await opened(browser, platform)
    await page.goto("/")
    ran = await page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.head.append(s); return window.ran ?? null; }"
    )
    assert ran is None
    assert any("Content Security Policy" in said for said in complaints.said)
    await context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_grave(browser: Browser, platform: Running, axe: str, *, dark: bool):
    context, page, _ = await opened(browser, platform, dark=dark)
    found = []
    for name in PAGES:
        await shown(page, name)
        await page.evaluate(axe)
        for violation in (await page.evaluate("axe.run()"))["violations"]:
            if violation["impact"] in GRAVE and (name, violation["id"]) not in ACCEPTED:
                where = [node["target"] for node in violation["nodes"][:3]]
                found.append((name, violation["id"], where))
    assert found == []
    await context.close()


async def test_the_keyboard_reaches_everything_on_the_front_page(browser: Browser, platform: Running):
    context, page, _ = await opened(browser, platform)
    await shown(page, "home")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    await page.goto("/")
    links = await page.locator("a[href]").count()
    reached = set()
    for _ in range(links):
        await page.keyboard.press("Tab")
        reached.add(
            await page.evaluate("[...document.querySelectorAll('a[href]')].indexOf(document.activeElement)")
        )
    assert reached == set(range(links))
    await context.close()

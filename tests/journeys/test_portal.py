"""The portal in headless Chromium: it opens, calls are tried from it, its policy holds, nobody is kept out.

Screenshots of every page, at phone and desktop width and in both languages, go to var/screenshots: look at
them after a change.
"""

import re

import pytest
from playwright.async_api import Page, expect

from tests.journeys.browsing import PATIENCE
from tests.journeys.conftest import Read
from tests.journeys.running import Running

pytestmark = pytest.mark.journeys
PAGES = {
    "home": "/",
    "docs": "/docs",
    "operations": "/docs/identity",
    "start": "/start",
    "problems": "/problems?q=token",
    "problem": "/problems/quota_reached",
    "glossary": "/glossary",
    "verify": "/verify/00000000000000000001",
    "dashboards": "/dashboard",
}
BY_KEYBOARD = [name for name in PAGES if name not in {"operations", "problems"}]
"""Of Swagger UI every button is its own; of the catalogue's rows each is like the other."""
ACCEPTED = {("operations", "nested-interactive")}
"""Swagger UI puts the button that copies a path inside the one that opens it; both work by keyboard."""
CONTRAST = "color-contrast"
"""The one rule that another set of colours can break."""


async def shown(page: Page, name: str) -> None:
    """Until the page is what a reader waits for."""
    await page.goto(PAGES[name])
    if name == "operations":
        await expect(page.locator(".opblock").first).to_be_visible(timeout=PATIENCE)
    if name == "home":
        await expect(page.locator('[data-state="ready"]')).to_have_count(5, timeout=PATIENCE)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_P01_P09_every_page_opens_without_a_complaint_fits_and_asks_nobody_else(
    read: Read, language: str
):
    async with read(language=language) as reader:
        for name in PAGES:
            await shown(reader.page, name)
            assert await reader.page.locator("html").get_attribute("lang") == language
            assert await reader.misfits(name, language) == []
        assert reader.complaints == []
        assert reader.strangers == []


async def test_P01_a_wrong_passphrase_is_said_and_with_the_right_one_a_call_is_tried_from_the_page(
    read: Read, platform: Running
):
    async with read(language="en") as reader:
        page = reader.page
        await shown(page, "operations")
        await page.fill("#passphrase", "wrong")
        await page.locator("#demo-form button").click()
        await expect(page.locator("#token-state")).to_contain_text("refused")
        refused = reader.complaints
        assert [said for said in refused if "401" not in said] == [], "the browser tells of the refusal"
        reader.complaints = []
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
        told = operation.locator(".live-responses-table tbody .response-col_status").first
        await expect(told).to_contain_text("200")
        assert reader.complaints == []


async def test_the_policy_stops_a_script_that_is_not_the_portals(read: Read):
    async with read() as reader:
        await reader.page.goto("/")
        ran = await reader.page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
            " document.head.append(s); return window.ran ?? null; }"
        )
        assert ran is None
        assert any("Content Security Policy" in said for said in reader.complaints)


async def test_axe_finds_nothing_grave_by_day_or_by_night(read: Read, axe: str):
    found = []
    async with read() as reader:
        for name in PAGES:
            await reader.page.emulate_media(color_scheme="light")
            await shown(reader.page, name)
            await reader.page.evaluate(axe)
            found += [(name, *each) for each in await reader.grave() if (name, each[0]) not in ACCEPTED]
            await reader.page.emulate_media(color_scheme="dark")
            if name == "operations":
                await expect(reader.page.locator("html")).to_have_class(re.compile("dark-mode"))
            found += [(name, "dark", *each) for each in await reader.grave(only=CONTRAST)]
    assert found == []


async def test_the_first_tab_leads_past_the_navigation(read: Read):
    async with read() as reader:
        await reader.page.goto("/")
        await reader.page.keyboard.press("Tab")
        assert await reader.page.evaluate("document.activeElement.className") == "skip"
        await reader.page.keyboard.press("Enter")
        assert reader.page.url.endswith("#main")


async def test_the_keyboard_reaches_everything(read: Read):
    missed = {}
    async with read() as reader:
        for name in BY_KEYBOARD:
            await shown(reader.page, name)
            missed[name] = await reader.unreached()
    assert missed == {name: [] for name in BY_KEYBOARD}

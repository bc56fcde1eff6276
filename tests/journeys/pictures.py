"""The pictures in the README, made anew while `make demo` runs: `make pictures`."""

import asyncio
import shutil
import sys

from playwright.async_api import Browser, async_playwright

from deploy.local.choices import Choices
from deploy.local.places import CHECKOUT
from tests.journeys.browsing import LOADED, PATIENCE
from tests.journeys.conftest import CHROMIUM
from tests.node import put_on_path

FOLDER = CHECKOUT / "docs/pictures"
PAGES = {
    "portal": ("/", "body", 780),
    "dashboard": ("/dashboard/trademark_brands_2018", ".target:nth-child(10)", 620),
}
"""Name of the picture; address, what it begins with, and its height."""
WIDTH = 1140
LANGUAGES = ("zh-CN", "en")


async def take(browser: Browser, home: str, language: str) -> None:
    """Every page in one language."""
    options = {"base_url": home, "extra_http_headers": {"Accept-Language": language}}
    context = await browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    for name, (path, first, height) in PAGES.items():
        await page.set_viewport_size({"width": WIDTH, "height": height})
        await page.goto(path, wait_until="networkidle")
        await page.evaluate(LOADED)
        await page.locator(first).evaluate("each => window.scrollTo(0, each.offsetTop - 16)")
        await page.screenshot(path=FOLDER / f"{name}.{language}.png", timeout=PATIENCE)
    await context.close()


async def main(home: str) -> None:
    program = shutil.which("chromium")
    if program is None:
        sys.exit("chromium is missing: apt-get install chromium fonts-noto-cjk")
    put_on_path()
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        for language in LANGUAGES:
            await take(browser, home, language)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if sys.argv[1:] else Choices.from_environment().address))

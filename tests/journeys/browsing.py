"""A page of one shared Chromium, watched: what its console says, and whom it asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request

from deploy.local.places import CHECKOUT

SHOTS = CHECKOUT / "var/screenshots"
PATIENCE = 60_000
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
GRAVE = {"serious", "critical"}
ROOMY = "document.documentElement.scrollWidth - window.innerWidth"
LOADED = (
    "Promise.all([...document.images].map(image => { image.loading = 'eager'; return image.complete || "
    "new Promise(done => { image.onload = done; image.onerror = done; }); }))"
)
BROKEN = "[...document.images].filter(image => !image.naturalWidth).map(image => image.src)"
FOCUSABLE = "a[href], button, input, select, summary, [tabindex='0']"
REPEATED = [
    "tbody tr:nth-child(n+3)",
    ".opblock-tag-section:nth-of-type(n+2)",
    ".opblock:nth-of-type(n+3)",
    ".target:nth-child(n+4)",
]
"""What is made by the loop that made its elder siblings: examined once, not a hundred times."""


@dataclass
class Reader:
    """Somebody before a page."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console; violations of the policy come here too."""
    strangers: list[str] = field(default_factory=list)
    """Addresses that are not the platform's: offline, they would not answer."""

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} ({self.page.url})")

    def note(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.strangers.append(request.url)

    async def resize(self, size: str) -> None:
        width, height = SIZES[size]
        await self.page.set_viewport_size({"width": width, "height": height})

    async def misfits(self, name: str, language: str) -> list[str]:
        """Sizes at which the page is wider than the window; leaves a picture of each in var/screenshots."""
        found = []
        for size in SIZES:
            await self.resize(size)
            wider = await self.page.evaluate(ROOMY)
            if wider > 0:
                found.append(f"{name} is {wider} pixels wider than a {size}")
            await self.page.screenshot(path=SHOTS / f"{name}-{size}-{language}.png", timeout=PATIENCE)
        return found

    async def pictures(self) -> list[str]:
        """The addresses of pictures that do not show, once all were fetched, seen or not."""
        await self.page.evaluate(LOADED)
        broken: list[str] = await self.page.evaluate(BROKEN)
        return broken

    async def grave(self, *, only: str = "") -> list[tuple[str, Any]]:
        """What axe finds of the graver kinds, by all rules or by one; repetitions are left out."""
        options = {"resultTypes": ["violations"], **({"runOnly": [only]} if only else {})}
        found = await self.page.evaluate(
            "([repeated, options]) => axe.run({exclude: repeated.map(each => [each])}, options)",
            [REPEATED, options],
        )
        return [
            (violation["id"], [node["target"] for node in violation["nodes"][:3]])
            for violation in found["violations"]
            if violation["impact"] in GRAVE
        ]

    async def unreached(self) -> list[str]:
        """What takes the focus by itself but not by Tab; the page stands freshly opened."""
        await self.page.evaluate(
            "from => { window.reached = new Set();"
            " document.addEventListener('focusin', event => window.reached.add(event.target));"
            " window.wanted = [...document.querySelectorAll(from)].filter(each => each.checkVisibility()); }",
            FOCUSABLE,
        )
        for _ in range(await self.page.evaluate("window.wanted.length")):
            await self.page.keyboard.press("Tab")
        missed: list[str] = await self.page.evaluate(
            "window.wanted.filter(each => !window.reached.has(each)).map(each => each.outerHTML)"
        )
        return missed


@asynccontextmanager
async def reading(
    context: BrowserContext, home: str, *, language: str = "zh-CN", dark: bool = False
) -> AsyncIterator[Reader]:
    """A page of its own in the shared context; what it heard is judged by the test."""
    page = await context.new_page()
    reader = Reader(page, home)
    page.on("console", reader.hear)
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    page.on("request", reader.note)
    try:
        await page.set_extra_http_headers({"Accept-Language": language})
        await page.emulate_media(color_scheme="dark" if dark else "light")
        await reader.resize("desktop")
        yield reader
    finally:
        await page.close()

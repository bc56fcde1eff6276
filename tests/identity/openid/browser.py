"""A browser at a provider's own pages, and the front-end to which it comes back."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from pydantic import SecretStr

from services.identity.settings import OpenidProvider
from tests.identity.front import Desk

CLIENT = "lupin"
SECRET = "a secret: of 100% chance"
"""With the characters that Basic must not stumble over."""
BACK = "http://front.test/signed-in"
REDIRECTS = {302, 303}
STEPS = 12


def told(name: str, issuer: str, **more: Any) -> OpenidProvider:
    """A provider as an operator sets it up."""
    members = {
        "name": name,
        "title": f"{name} 统一身份认证",
        "issuer": issuer,
        "client_id": CLIENT,
        "client_secret": SecretStr(SECRET),
        "redirect_uri": BACK,
        "front_end": "demo",
    }
    return OpenidProvider.model_validate({**members, **more})


async def signed_in_at(address: str, login: str) -> dict[str, str]:
    """Sign in and consent on the pages of the provider; what it appends to the address of the front-end."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(address)
        for _ in range(STEPS):
            if answer.status_code in REDIRECTS:
                target = urljoin(str(answer.url), answer.headers["location"])
                if target.startswith(BACK):
                    return dict(parse_qsl(urlsplit(target).query))
                answer = await browser.get(target)
                continue
            page = answer.text
            action = re.search(r'action="([^"]+)"', page)
            prompt = re.search(r'name="prompt" value="(\w+)"', page)
            assert action, page
            assert prompt, page
            form = {"prompt": prompt[1], "login": login, "password": "known to the provider"}
            answer = await browser.post(urljoin(str(answer.url), action[1]), data=form)
    raise AssertionError("the provider never sent the browser back")


@dataclass
class Visit:
    """One sign-in of one browser."""

    desk: Desk
    provider: str
    address: str
    browser_key: str

    @property
    def query(self) -> dict[str, str]:
        """What the browser takes along to the provider."""
        return dict(parse_qsl(urlsplit(self.address).query))

    async def completed(self, back: dict[str, str], **more: Any) -> httpx.Response:
        body = {"provider": self.provider, "browser_key": self.browser_key}
        body |= {name: back[name] for name in ("state", "code", "iss") if name in back}
        given = {name: value for name, value in {**body, **more}.items() if value is not None}
        return await self.desk.http.post("/identity/v1/openid/sign-ins/completion", json=given)


async def begun(desk: Desk, provider: str = "province") -> Visit:
    """A browser that is about to be sent to the provider."""
    answer = await desk.http.post("/identity/v1/openid/sign-ins", json={"provider": provider})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    return Visit(desk, provider, body["authorization_url"], body["browser_key"])


async def reasons(desk: Desk) -> list[str]:
    """The outcomes of sign-ins of people that failed, newest first."""
    answer = await desk.call("audit-administrator", "GET", "/sign-ins?kind=person&failed=true")
    return [each["outcome"] for each in answer.json()["items"]]

"""A town for tests: a platform as a process, identity that trusts it, and the real registry behind it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from jose import jwt

from services.identity.settings import TicketPlatform
from shared.db.ids import new_id
from tests.identity.front import Desk

CLIENT, SECRET = "lupin", "known-to-both"
BACK = "http://front.test/back-from-the-province"


def told(address: str, **more: Any) -> TicketPlatform:
    """A platform as an operator sets it up."""
    members = {
        "name": "province",
        "title": "省政务服务网统一身份认证",
        "sign_in_url": f"{address}/sso",
        "token_url": f"{address}/token",
        "user_info_url": f"{address}/userinfo",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uri": BACK,
        "front_end": "demo",
    }
    return TicketPlatform.model_validate({**members, **more})


def legal(code: str, name: str = "金乡县大蒜产业有限公司", **more: Any) -> dict[str, Any]:
    return {"credit_code": code, "name": name, "relation": "agent", **more}


def account(*legal_persons: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the platform says of wang."""
    return {"subject": "wang", "name": "王岚", "legal_persons": list(legal_persons), **more}


def bindings(answer: httpx.Response) -> list[dict[str, str]]:
    """The roles in the token of an answer."""
    found: list[dict[str, str]] = jwt.get_unverified_claims(answer.json()["access_token"])["lupin"][
        "bindings"
    ]
    return found


@dataclass
class Visit:
    """One sign-in of one browser."""

    desk: Desk
    address: str
    browser_key: str
    back: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        return dict(parse_qsl(urlsplit(self.address).query))["state"]

    async def completed(self, **more: Any) -> httpx.Response:
        body = {"platform": "province", "browser_key": self.browser_key, **self.back, **more}
        return await self.desk.http.post("/identity/v1/tickets/sign-ins/completion", json=body)


@dataclass
class Town:
    """Everybody who takes part in a sign-in."""

    desk: Desk
    platform: httpx.AsyncClient

    async def tells(self, **accounts: Any) -> None:
        await self.platform.put("/accounts", json=accounts)

    async def lies(self, lies: dict[str, Any]) -> None:
        await self.platform.put("/lies", json=lies)

    async def asked(self) -> list[str]:
        asked: list[str] = (await self.platform.get("/asked")).json()["asked"]
        return asked

    async def begun(self) -> Visit:
        """A browser that is about to be sent to the platform."""
        answer = await self.desk.http.post("/identity/v1/tickets/sign-ins", json={"platform": "province"})
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        return Visit(self.desk, answer.json()["sign_in_url"], answer.json()["browser_key"])

    async def visit(self, login: str = "wang") -> Visit:
        """A browser that has come back from the platform with a ticket."""
        visit = await self.begun()
        answer = await self.platform.get(f"{visit.address}&login={login}")
        assert answer.status_code == 302, answer.text
        assert answer.headers["location"].startswith(f"{BACK}?")
        visit.back = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        return visit

    async def signed_in(self, login: str = "wang") -> httpx.Response:
        answer = await (await self.visit(login)).completed()
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        return answer

    async def call(self, token: httpx.Response, method: str, path: str, **given: Any) -> httpx.Response:
        """With the token of an answer."""
        headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
        headers |= {"Idempotency-Key": str(new_id())} | given.pop("headers", {})
        return await self.desk.http.request(method, f"/identity/v1{path}", headers=headers, **given)

    async def acting(self, token: httpx.Response, relation_id: str | None) -> httpx.Response:
        body = {} if relation_id is None else {"relation_id": relation_id}
        return await self.call(token, "POST", "/acting", json=body)

    async def relations(self, token: httpx.Response) -> dict[str, dict[str, Any]]:
        """The own relations, by credit code."""
        answer = await self.call(token, "GET", "/acting-relations/mine")
        assert answer.status_code == 200, answer.text
        return {each["credit_code"]: each for each in answer.json()["items"]}

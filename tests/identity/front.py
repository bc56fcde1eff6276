"""Identity over HTTP as tests call it: bootstrapped in demo mode, people signing in by passphrase."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from services.identity import main
from services.identity.background import look_once
from services.identity.bootstrap import Sibling, bootstrap_in
from services.identity.settings import IdentitySettings
from shared.auth.tokens import SigningKey
from shared.db.ids import new_id
from shared.db.work import Database
from shared.settings.service import Mode

PASSPHRASE = "open sesame"
ISSUER = "http://gateway.test/identity"
REVIEW_KEY = SigningKey.generate()


def settings_in(mode: Mode = Mode.DEMO, **more: Any) -> IdentitySettings:
    demo = {"demo_sign_in": True, "demo_passphrase": SecretStr(PASSPHRASE)} if mode is Mode.DEMO else {}
    return IdentitySettings(
        database_url=SecretStr("postgresql+asyncpg://never-dialled"),
        issuer=ISSUER,
        mode=mode,
        **{"data_key": SecretStr(b64encode(bytes(range(32))).decode()), **demo, **more},
    )


@dataclass
class Desk:
    """A browser in front of identity: signs in as demo people and calls."""

    app: FastAPI
    http: httpx.AsyncClient
    clock: Callable[[], datetime]
    tokens: dict[str, str] = field(default_factory=dict)

    async def sign_in(self, subject: str, **more: Any) -> httpx.Response:
        body = {"subject": subject, "passphrase": PASSPHRASE, **more}
        return await self.http.post("/identity/v1/demo/sign-in", json=body)

    async def bearer(self, subject: str) -> dict[str, str]:
        """The Authorization header of a demo person, signed in anew."""
        answer = await self.sign_in(subject)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    async def call(
        self, who: str | None, method: str, path: str, *, if_match: int | None = None, **given: Any
    ) -> httpx.Response:
        """A call as one of the demo people (by subject), with a fresh Idempotency-Key."""
        headers = {"Idempotency-Key": given.pop("key", None) or str(new_id())}
        headers |= {} if who is None else await self.bearer(who)
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        return await self.http.request(method, f"/identity/v1{path}", headers=headers, **given)

    async def made(self, who: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a POST has made."""
        answer = await self.call(who, "POST", path, json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def person(self, subject: str, *roles: dict[str, Any]) -> dict[str, Any]:
        """A demo person with these roles."""
        one = {"provider": "demo", "subject": subject, "display_name": subject, "roles": list(roles)}
        made = await self.made(SECURITY, "/people/enrolments", {"people": [one]})
        person: dict[str, Any] = made["items"][0]
        return person

    async def token(self, **form: str) -> httpx.Response:
        return await self.http.post("/identity/v1/token", data=form)

    async def look(self) -> None:
        """What the process does twice a second."""
        await look_once(self.app.state.revocations, self.app.state.clock_watch)


SYSTEM_ADMIN = "system-administrator"
SECURITY = "security-administrator"
AUDIT = "audit-administrator"


async def bootstrapped_on(database: Database, settings: IdentitySettings) -> None:
    """Bootstrap, with review as the one sibling."""
    await bootstrap_in(database, settings, [Sibling("review", REVIEW_KEY.verifying)])


async def desk_on(database: Database, clock: Callable[[], datetime], settings: IdentitySettings) -> Desk:
    """Identity on a database on which bootstrap has run."""
    app = main.build(settings, database=database, now=clock)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://identity.test")
    desk = Desk(app, http, clock)
    await desk.look()
    return desk

"""Each service in turn, as it stands, on a database that is rolled back; somebody of its city calls it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.relay import Relay
from shared.files.files import Files
from shared.files.links import Links
from shared.files.store import open_store
from shared.http.courier import Courier
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import Signer, TestIssuer
from shared.webhooks.delivering import Postman
from shared.webhooks.spreading import Spreader
from shared.webhooks.targets import Targets
from tests.security.standing import standing
from tests.shared.webhooks.receiver import Receiver, receiving

JINING = "37.3708."
SUBJECT = "platform-of-jining"
LOCAL = ip_network("127.0.0.0/8")
EVENTS = {
    "identity": "role.granted",
    "registry": "organisation.registered",
    "review": "title.granted",
    "trademark": "mark.registered",
    "metrics": "observation.recorded",
}


@dataclass(frozen=True, slots=True)
class Floor:
    """What every service stands on: its own name, application and database, and a caller with a token."""

    service: str
    app: FastAPI
    database: RolledBackDatabase
    http: httpx.AsyncClient
    signer: Signer
    postman: Postman

    @property
    def event_type(self) -> str:
        return f"cn.lupin.{self.service}.{EVENTS[self.service]}.v1"

    async def call(self, method: str, path: str, *, seen: int | None = None, **given: Any) -> httpx.Response:
        """A call with a key of its own, of whoever has seen that version; anything but success fails."""
        version = {} if seen is None else {"if_match": seen}
        headers = self.signer(Role.CITY_OFFICER, region=JINING, subject=SUBJECT, **version)
        answer = await self.http.request(method, f"/{self.service}/v1{path}", headers=headers, **given)
        assert answer.is_success, answer.text
        return answer

    async def get(self, path: str, **params: Any) -> Any:
        return (await self.call("GET", path, params=params)).json()

    async def post(self, path: str, body: Any = None, *, seen: int | None = None) -> Any:
        return (await self.call("POST", path, json=body, seen=seen)).json()

    async def happens(self, audience: Audience = Audience.REGION) -> UUID:
        """Something in the history, stamped with its position."""
        thing, event = new_id(), EVENTS[self.service]
        entry = Entry(
            noun=event.partition(".")[0],
            object_id=thing,
            transition="note",
            event=event,
            audience=audience,
            region_path="37.3708.370828.",
            payload={"name": "金乡大蒜"},
        )
        async with self.database.write(SYSTEM) as session:
            await Trail(session).append(entry)
        await Relay(self.database).stamp()
        return thing

    async def work(self) -> int:
        """What the worker does each second: hand out, then deliver."""
        await Spreader().run(self.database, self.database.clock)
        return await self.postman.run(self.database, self.database.clock)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


@pytest.fixture
async def floor(service, rolled_back_database, tmp_path, monkeypatch) -> AsyncIterator[Floor]:
    database = await rolled_back_database(service)
    issuer = TestIssuer()
    store = open_store((tmp_path / "files").as_uri())
    files = Files(database, store, Links(service, "http://service.test", bytes(32)))
    monkeypatch.setenv(f"{service.upper()}_WEBHOOK_NETWORKS", f'["{LOCAL}"]')
    app = standing(service, database, issuer, {"files": files})
    courier = Courier.open()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service.test") as http:
        postman = Postman(courier, Targets([LOCAL]), bytes(32))
        yield Floor(service, app, database, http, Signer(issuer, service), postman)
    await courier.close()

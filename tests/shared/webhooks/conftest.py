"""A service with webhooks, its worker's part, and a real receiver."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from shared.app.webhooks import webhooks_router
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.relay import Relay
from shared.db.work import Database
from shared.http.courier import Courier
from shared.settings.service import ServiceSettings
from shared.testing.tokens import bound
from shared.time.clock import instant
from shared.webhooks.delivering import Postman
from shared.webhooks.spreading import Spreader
from shared.webhooks.tables import deliveries_table
from shared.webhooks.targets import Targets
from tests.shared.app.feeding import client_as, house_service
from tests.shared.webhooks.receiver import Receiver, receiving

OFFICER = bound(Role.CITY_OFFICER, region="37.3708.")
LOCAL = ip_network("127.0.0.0/8")
DATA_KEY = b"k" * 32
NAME = "微山湖大闸蟹"


@pytest.fixture
async def database(committed_database) -> Database:
    return await committed_database("review")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


@pytest.fixture
async def postman() -> AsyncIterator[Postman]:
    courier = Courier.open()
    yield Postman(courier, Targets([LOCAL]), DATA_KEY)
    await courier.close()


@pytest.fixture
def app(tmp_path, database):
    settings = ServiceSettings(
        database_url="postgresql+asyncpg:///none",
        data_key=b64encode(DATA_KEY).decode(),
        webhook_networks=[LOCAL],
    )
    return house_service(tmp_path, database, routers=[webhooks_router("review")], settings=settings)


@dataclass
class Subscriber:
    """A city's platform, with its token."""

    client: httpx.AsyncClient
    database: Database
    postman: Postman

    async def post(self, path: str, body: Any = None, *, seen: int | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": str(new_id())}
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        return await self.client.post(f"/review/v1/webhooks{path}", json=body, headers=headers)

    async def subscribe(self, receiver: Receiver, **wish: Any) -> dict[str, Any]:
        answer = await self.post("", {"url": receiver.url, **wish})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def read(self, path: str) -> Any:
        return (await self.client.get(f"/review/v1/webhooks{path}")).json()

    async def happens(self, *, region: str = "37.3708.370828.", event: str = "title.granted") -> UUID:
        """Something in the history, stamped with its position."""
        thing = new_id()
        entry = Entry(
            noun="thing",
            object_id=thing,
            transition="open",
            event=event,
            audience=Audience.REGION,
            region_path=region,
            payload={"name": NAME},
        )
        async with self.database.write(SYSTEM) as session:
            await Trail(session).append(entry)
        await Relay(self.database).stamp()
        return thing

    async def work(self) -> int:
        """What the worker does each second: hand out, then deliver."""
        await Spreader().run(self.database, self.database.clock)
        return await self.postman.run(self.database, self.database.clock)

    async def later(self, by: timedelta) -> None:
        """The next tries are due: the waiting is over."""
        table = deliveries_table("review")
        async with self.database.write(SYSTEM) as session:
            pending = update(table).where(table.c.next_at.is_not(None))
            await session.execute(pending.values(next_at=instant() - by))


@pytest.fixture
async def subscriber(app, database, postman) -> AsyncIterator[Subscriber]:
    async with client_as(app, OFFICER, subject="platform-of-jining") as client:
        yield Subscriber(client, database, postman)


@pytest.fixture
async def stranger(app, database, postman) -> AsyncIterator[Subscriber]:
    async with client_as(app, bound(Role.CITY_OFFICER, region="37.3706."), subject="another") as client:
        yield Subscriber(client, database, postman)

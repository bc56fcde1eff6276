"""The services of the platform once more, in this process and on its databases: every question is noted."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from deploy.local.databases import Databases
from deploy.local.keyring import Keyring
from deploy.local.places import Places
from deploy.local.postgres import EmbeddedPostgres
from shared.codes.roles import Role
from shared.db.caller import Binding
from shared.db.ids import new_id
from shared.db.work import Database
from shared.testing.database import Statements
from shared.testing.tokens import TestIssuer, bound
from shared.time.clock import Clock
from tests.security.live.cast import Cast
from tests.security.standing import calling, standing


@dataclass(frozen=True, slots=True)
class Told:
    """What a caller was answered to the byte, and what the service asked its database meanwhile."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """One service."""

    service: str
    client: httpx.AsyncClient
    issuer: TestIssuer
    database: Database

    def bearer(self, cast: Cast, role: Role) -> dict[str, str]:
        """A token as the one of that cast has it."""
        token = self.issuer.bearer(self.service, _bound(cast, role), subject=cast.subject(role))
        return {**token, "X-Request-Id": str(new_id())}

    async def ask(self, path: str, params: Mapping[str, str], headers: Mapping[str, str]) -> Told:
        """Read something; with the same headers the answer to the same question is the same to the byte."""
        with Statements(self.database) as statements:
            answer = await self.client.get(path, params=params, headers=headers)
        return Told(answer.status_code, tuple(answer.headers.items()), answer.content, tuple(statements.sent))


@asynccontextmanager
async def within(service: str, places: Places) -> AsyncIterator[Within]:
    """A service that believes the tests' own issuer."""
    databases = Databases(Keyring(places.keys), EmbeddedPostgres(places.postgres), {})
    database = Database.connect(service, databases.login_url(service), clock=Clock(), pool_size=2)
    issuer = TestIssuer()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(f"{service.upper()}_FILES_URL", (places.files / service).as_uri())
            app = standing(service, database, issuer)
        async with calling(app) as client:
            yield Within(service, client, issuer, database)
    finally:
        await database.dispose()


def _bound(cast: Cast, role: Role) -> Binding:
    told = cast.place.binding(role, cast.level)
    organisation = told.get("organisation_id")
    return bound(
        role,
        organisation=UUID(organisation) if organisation else None,
        region=told.get("region_path"),
        division=told.get("division"),
    )

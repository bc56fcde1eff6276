"""Databases of the services: in the embedded cluster, or where <SERVICE>_DATABASE_URL says."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
from sqlalchemy.engine import make_url

from deploy.local.binaries import Binaries
from deploy.local.child import errand
from deploy.local.choices import SERVICES
from deploy.local.keyring import Keyring
from deploy.local.obstacles import Obstacle, last_lines
from deploy.local.places import CHECKOUT, Places
from deploy.local.postgres import EmbeddedPostgres, PostgresFailed
from deploy.local.progress import Progress
from shared.db.migrate import head_of
from shared.db.provision import provision
from shared.db.security import login_role, owner_role


class PostgresPart:
    """The embedded cluster as a part that the supervisor starts, watches and stops."""

    name = "postgresql"

    def __init__(self, places: Places, binaries: Binaries | None = None) -> None:
        self.server = EmbeddedPostgres(places.postgres, binaries=binaries, log=places.log(self.name))
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """In a thread, which cannot be interrupted: `stop` waits for it.

        Raises:
            Obstacle: with what to do.
        """
        self._starting = asyncio.create_task(asyncio.to_thread(self.server.start))
        try:
            await asyncio.shield(self._starting)
        except PostgresFailed as error:
            raise Obstacle(f"PostgreSQL does not start: {error}") from error

    async def wait(self) -> int:
        process = self.server.process
        while (code := process.poll()) is None:  # noqa: ASYNC110  its Popen belongs to another thread and has no event
            await asyncio.sleep(0.2)
        return code

    async def stop(self) -> None:
        if self._starting is not None:
            await asyncio.wait([self._starting])
        await asyncio.to_thread(self.server.stop)


@dataclass(frozen=True, slots=True)
class Databases:
    """The URLs that each service and each migration gets."""

    keyring: Keyring
    embedded: EmbeddedPostgres | None
    environment: Mapping[str, str]

    def login_url(self, service: str) -> str:
        return self._url(service, f"{service.upper()}_DATABASE_URL", owner=False)

    def owner_url(self, service: str) -> str:
        return self._url(service, f"{service.upper()}_OWNER_DATABASE_URL", owner=True)

    def is_external(self, service: str) -> bool:
        return f"{service.upper()}_DATABASE_URL" in self.environment

    def _url(self, service: str, variable: str, *, owner: bool) -> str:
        if self.is_external(service) or self.embedded is None:
            if variable not in self.environment:
                raise Obstacle(
                    f"Set {variable}: {service} has a database of yours, and this role's URL is missing."
                )
            return self.environment[variable]
        passwords = self.keyring.passwords(service)
        role = owner_role(service) if owner else login_role(service)
        password = passwords.owner if owner else passwords.login
        return self.embedded.url(f"lupin_{service}", role, password)

    async def prepare(self, places: Places, progress: Progress) -> None:
        """Roles and databases where the cluster is ours; then every service's own migrations."""
        if self.embedded is not None:
            with progress.step("roles and databases"):
                for service in filter(lambda name: not self.is_external(name), SERVICES):
                    address = self.embedded.url(scheme="postgresql")
                    await provision(address, service, self.keyring.passwords(service))
        with progress.step("migrations"):
            behind = [service for service in SERVICES if not await self._is_current(service)]
            await asyncio.gather(*(self._migrate(service, places) for service in behind))

    async def _is_current(self, service: str) -> bool:
        """Asked here, because a process per service would take seconds to find out the same."""
        address = make_url(self.owner_url(service)).set(drivername="postgresql")
        connection = await asyncpg.connect(address.render_as_string(hide_password=False))
        try:
            table = f"{service}.schema_version"
            if not await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", table):
                return False
            at = await connection.fetchval(f"SELECT version_num FROM {table}")  # noqa: S608  one of our three names
            return bool(at == head_of(service))
        finally:
            await connection.close()

    async def _migrate(self, service: str, places: Places) -> None:
        log = places.log(f"{service}-migrations")
        owner = {f"{service.upper()}_OWNER_DATABASE_URL": self.owner_url(service)}
        with log.open("ab") as opened:
            async with errand(
                *(sys.executable, "-m", "shared.db.migrate", f"services.{service}", "up"),
                stdout=opened,
                stderr=opened,
                env={"PATH": os.defpath, "PYTHONPATH": str(CHECKOUT), **owner},
            ) as process:
                code = await process.wait()
        if code != 0:
            raise Obstacle(f"Migrating {service} failed: read {log}\n{last_lines(log)}")


def embedded_is_needed(environment: Mapping[str, str]) -> bool:
    """False when every service brings its own database."""
    return any(f"{service.upper()}_DATABASE_URL" not in environment for service in SERVICES)

"""Two kinds of database test on a real PostgreSQL: rolled back, or committed in a clone of its own.

The cluster's administrator URL comes in `LUPIN_TEST_POSTGRES` (tests/conftest.py starts one when it is not
set). A service's template is migrated once a run; each worker, or each committed test, clones it.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import asyncpg
from sqlalchemy import event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from typing_extensions import override

from shared.db.caller import Caller
from shared.db.ids import new_id
from shared.db.migrate import ROOT, upgrade
from shared.db.provision import Passwords, provision
from shared.db.security import login_role, owner_role
from shared.db.work import Database
from shared.time.clock import Clock

PASSWORDS = Passwords(owner="owner-of-tests", login="login-of-tests")


@dataclass(frozen=True, slots=True)
class Cluster:
    """The PostgreSQL that tests run on."""

    administrator_url: str

    async def template(self, service: str) -> str:
        """The migrated database of a service, made once for this state of its migrations."""
        name = f"tmpl_{service}_{_fingerprint(service)}"
        connection = await asyncpg.connect(self.administrator_url)
        try:
            await connection.execute("SELECT pg_advisory_lock(hashtext($1))", name)
            if not await connection.fetchval(
                "SELECT true FROM pg_database WHERE datname = $1 AND datistemplate", name
            ):
                await connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
                await provision(self.administrator_url, service, PASSWORDS, database=name)
                await asyncio.to_thread(upgrade, service, self.url(service, name, owner=True))
                await connection.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
        finally:
            await connection.close()
        return name

    async def clone(self, service: str) -> str:
        """A fresh database of a service, migrated and empty."""
        template = await self.template(service)
        name = f"test_{service}_{new_id().hex}"
        connection = await asyncpg.connect(self.administrator_url)
        try:
            await connection.execute("SELECT pg_advisory_lock_shared(hashtext($1))", template)
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
            await connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
            await connection.execute(
                f'GRANT CONNECT, TEMPORARY ON DATABASE "{name}" TO {login_role(service)}'
            )
            await connection.execute(f'ALTER DATABASE "{name}" OWNER TO {owner_role(service)}')
        finally:
            await connection.close()
        return name

    async def drop(self, name: str) -> None:
        """Remove a clone, whoever may still be connected."""
        connection = await asyncpg.connect(self.administrator_url)
        try:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        finally:
            await connection.close()

    def url(self, service: str, database: str, *, owner: bool = False) -> str:
        """SQLAlchemy's URL of a database, as the login role or the owner role of a service."""
        role = owner_role(service) if owner else login_role(service)
        password = PASSWORDS.owner if owner else PASSWORDS.login
        url = make_url(self.administrator_url).set(
            drivername="postgresql+asyncpg", username=role, password=password, database=database
        )
        return url.render_as_string(hide_password=False)


class RolledBackDatabase(Database):
    """One connection in one outer transaction; what looks committed inside is gone after the test."""

    def __init__(self, service: str, connection: AsyncConnection, clock: Clock) -> None:
        super().__init__(service, connection.engine, clock)
        self._connection = connection

    @override
    @asynccontextmanager
    async def write(self, caller: Caller) -> AsyncIterator[AsyncSession]:
        async with self._nested(caller) as session, session.begin():
            await self._as(session, caller)
            yield session

    @override
    @asynccontextmanager
    async def read(self, caller: Caller) -> AsyncIterator[AsyncSession]:
        async with self._nested(caller) as session:
            await self._as(session, caller)
            yield session

    @override
    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncSession]:
        async with self._nested(None) as session:
            await session.execute(select(func.set_config("lupin.caller", "", True)))
            yield session

    def _nested(self, caller: Caller | None) -> AsyncSession:
        info = {"caller": caller, "clock": self.clock, "schema": self.service}
        return AsyncSession(
            self._connection,
            expire_on_commit=False,
            info=info,
            join_transaction_mode="create_savepoint",
        )

    @staticmethod
    async def _as(session: AsyncSession, caller: Caller) -> None:
        """Set the whole caller each time: SET LOCAL outlives a released savepoint."""
        await session.execute(select(func.set_config("lupin.caller", caller.as_setting(), True)))


@asynccontextmanager
async def kept_open(cluster: Cluster, service: str, database: str) -> AsyncIterator[AsyncEngine]:
    """Connections that tests use one after the other: what a server and a driver learn, they learn once."""
    engine = create_async_engine(cluster.url(service, database), pool_size=1, hide_parameters=False)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def rolled_back(service: str, engine: AsyncEngine) -> AsyncIterator[RolledBackDatabase]:
    """A database whose every change is undone at the end."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        yield RolledBackDatabase(service, connection, Clock())
        await outer.rollback()


@asynccontextmanager
async def committed(cluster: Cluster, service: str) -> AsyncIterator[Database]:
    """A database of one test's own, where transactions are real; dropped at the end."""
    name = await cluster.clone(service)
    database = Database.connect(service, cluster.url(service, name), clock=Clock(), pool_size=20)
    try:
        yield database
    finally:
        await database.dispose()
        await cluster.drop(name)


class Statements:
    """Counts what is sent to the server, for tests that no list asks once per row."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine.sync_engine
        self.sent: list[str] = []

    def __enter__(self) -> Self:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.sent.append(statement)


def _fingerprint(service: str) -> str:
    digest = hashlib.sha256()
    folder = ROOT / "services" / service / "migrations" / "versions"
    for path in (*sorted(folder.glob("*.py")), *sorted((ROOT / "shared").rglob("*.sql")), *_ddl()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _ddl() -> list[Path]:
    return [ROOT / "shared" / "db" / "security.py"]

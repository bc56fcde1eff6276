"""What every stack is measured on: one PostgreSQL, one database of registry with invented organisations."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import UUID

import asyncpg

from deploy.local.postgres import EmbeddedPostgres
from shared.codes.credit_code import make_from
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.testing.database import Cluster
from shared.testing.tokens import TestIssuer

CITY = "37.3708."
SEED = """
INSERT INTO registry.organisations (id, credit_code, name, sort_key, kind, region_code, current_region,
    region_path, industry_code, industry_version, size_class, status, open_claims, open_serious_incidents,
    changed_on, revision, version, created_at, updated_at)
SELECT id, code, name, name, 'enterprise', '370828', '370828', '37.3708.370828.', '01', '2017', 'medium',
    'active', 0, 0, '2017-03-01', 1, 1, now(), now()
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS made(id, code, name)
"""
PEOPLE = """
INSERT INTO registry.people
    (id, organisation_id, region_path, role, name, phone, from_on, version, created_at)
SELECT gen_random_uuid(), id, '37.3708.370828.', 'contact', '李丽', '13805378000', '2017-03-01', 1, now()
FROM unnest($1::uuid[]) AS made(id)
"""


_SERIALS = count(50_000_000)


def invented_code() -> str:
    """A credit code that nobody has had in this run."""
    return make_from("91", "370828", f"{next(_SERIALS):08d}")


@dataclass(frozen=True)
class Ground:
    """Where the stacks find their rows, and with which token a caller comes."""

    login_url: str
    owner_url: str
    administrator_url: str
    database: int
    ids: list[UUID]
    issuer: TestIssuer

    def bearer(self) -> str:
        """The officer of one city, who covers every row."""
        officer = Binding(Role.CITY_OFFICER, None, CITY, None, None)
        return self.issuer.bearer("registry", officer, subject="officer")["Authorization"]

    def environment(self) -> dict[str, str]:
        """What a stack's process is told; a key of a moment, made for this run."""
        return {
            "BENCH_LOGIN_URL": self.login_url,
            "BENCH_OWNER_URL": self.owner_url,
            "BENCH_CALLER": self.caller(),
            "BENCH_KEY": self.issuer.key.to_pem(),
        }

    def caller(self) -> str:
        """The same officer as the database is told."""
        officer = Binding(Role.CITY_OFFICER, None, CITY, None, None)
        return Caller(CallerKind.PERSON, "officer", bindings=(officer,)).as_setting()


@contextmanager
def prepared(rows: int) -> Iterator[Ground]:
    """A throwaway cluster with that many organisations."""
    with tempfile.TemporaryDirectory(prefix="lupin-bench-") as folder:
        server = EmbeddedPostgres(Path(folder) / "pg")
        server.start()
        try:
            yield asyncio.run(_seeded(server, rows))
        finally:
            server.stop()
            server.erase()


async def _seeded(server: EmbeddedPostgres, rows: int) -> Ground:
    cluster = Cluster(server.url(scheme="postgresql"))
    name = await cluster.clone("registry")
    ids = [new_id() for _ in range(rows)]
    owner = cluster.url("registry", name, owner=True).replace("+asyncpg", "")
    connection = await asyncpg.connect(server.url(scheme="postgresql", dbname=name))
    codes = [make_from("91", "370828", f"{serial:08d}") for serial in range(rows)]
    await connection.execute(SEED, ids, codes, [f"金乡县大蒜产业{serial}有限公司" for serial in range(rows)])
    await connection.execute(PEOPLE, ids)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    issuer = TestIssuer()
    administrator = server.url(scheme="postgresql+asyncpg", dbname=name)
    login = cluster.url("registry", name)
    return Ground(login, owner, administrator, server.process.pid, ids, issuer)

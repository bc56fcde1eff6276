"""Every protected table of every service, read as each role and without a caller, on a row laid for the test.

The tables come from the catalogue of the migrated database: a new one is under proof without a line here.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.db.security import login_role
from shared.testing.database import Cluster
from tests.security.standing import SERVICES

ORGANISATION, COUNTY, CITY, ELSEWHERE = new_id(), "37.3708.370828.", "37.3708.", "37.3706."
PERSONAL = ("organisation_id", "region_path", "subject", "person_id", "expert_id", "actor", "owner")
"""Columns that make a row somebody's."""
OPEN_TABLES: dict[str, str] = {
    "identity.clients": "programs and who owns them; looked up before anybody is known",
    "metrics.documents": "policy documents are published",
    "metrics.tasks": "tasks of published policy documents, with the units that the document names",
    "registry.brand_authorisations": "the published register of brands says who may use a brand",
    "registry.brands": "a brand is public from its registration",
    "registry.organisation_names": "search keys: a policy would make their index unusable",
    "registry.published_organisations": "the public directory, written with what is published only",
    "metrics.targets": "a target and the region that it is set for stand in a published document",
    "review.case_grants": "policies look here who was invited to a case; never shown by a route",
    "review.programmes": "a programme and the region that owns it are published",
    "review.rounds": "a round is announced to everybody",
    "review.titles": "the published register of titles",
    "trademark.indications": "the published register of indications",
    "trademark.holders": "name and place of organisations, as the public directory shows them",
    "trademark.marks": "marks are public facts, holder's region among them",
}
"""Tables with such a column and without a policy, each with the reason."""
RECORDS = {"audit_administrator", "auditor", "supervisor"}
DECIDING = {"auditor", "programme_officer", "recognition_chair", "recognition_member", "supervisor"}
READERS: dict[str, tuple[set[str], str]] = {
    **{f"{name}.refusals": (RECORDS, "denials have no region: a stranger names any") for name in SERVICES},
    "identity.acting_relations": (
        {"auditor", "security_administrator"},
        "people of all regions act for others there",
    ),
    "identity.bindings": ({"auditor", "security_administrator"}, "bindings of all regions are granted there"),
    "identity.people": ({"auditor", "security_administrator"}, "people of all regions sign in there"),
    "registry.unmaskings": ({"audit_administrator"}, "who looked is audited in all regions"),
    "identity.sign_ins": (
        {"audit_administrator", "auditor", "security_administrator"},
        "failed sign-ins belong to no region yet",
    ),
}
"""Policies that ask for a role and not for a place, each with the reason."""

COLUMNS = """
SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
    c.relrowsecurity AS protected
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.oid ORDER BY c.relname
"""
LOOSEN = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT conname FROM pg_constraint
        WHERE conrelid = '{table}'::regclass AND contype <> 'n' LOOP
        EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT IF EXISTS %I CASCADE', found.conname);
    END LOOP;
    FOR found IN SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass
        AND attnum > 0 AND NOT attisdropped AND attnotnull AND attidentity = '' LOOP
        EXECUTE format('ALTER TABLE {table} ALTER COLUMN %I DROP NOT NULL', found.attname);
    END LOOP;
END $$
"""
"""Inside a transaction that is rolled back: any table takes a row of which only the owner is known."""


@dataclass(frozen=True)
class Catalogue:
    """The tables of one service, by name with their columns."""

    service: str
    columns: dict[str, list[str]]
    protected: set[str]


@asynccontextmanager
async def administering(cluster: Cluster, database: str) -> AsyncIterator[asyncpg.Connection]:
    url = make_url(cluster.administrator_url).set(drivername="postgresql", database=database)
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()


async def catalogue_of(connection: asyncpg.Connection, service: str) -> Catalogue:
    rows = await connection.fetch(COLUMNS, service)
    return Catalogue(
        service,
        {row["table"]: row["columns"] for row in rows},
        {row["table"] for row in rows if row["protected"]},
    )


async def lay(connection: asyncpg.Connection, table: str, columns: list[str]) -> None:
    """One row of an organisation in a county; whatever else the table knows is left open."""
    await connection.execute("SET LOCAL session_replication_role = replica")  # no triggers
    await connection.execute(LOOSEN.format(table=table))
    known = {"organisation_id": ORGANISATION, "region_path": COUNTY}
    given = {name: value for name, value in known.items() if name in columns}
    names, places = ", ".join(given), ", ".join(f"${index + 1}" for index in range(len(given)))
    values = f"({names}) VALUES ({places})" if given else "DEFAULT VALUES"
    await connection.execute(f"INSERT INTO {table} {values}", *given.values())


async def seen(connection: asyncpg.Connection, table: str, caller: Caller | None) -> int:
    setting = "" if caller is None else caller.as_setting()
    await connection.execute("SELECT set_config('lupin.caller', $1, true)", setting)
    return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608 - a name of the catalogue


def person(role: Role, *, region: str | None = None, organisation: UUID | None = None) -> Caller:
    binding = Binding(role, organisation, region)
    return Caller(CallerKind.PERSON, "a stranger", bindings=(binding,))


def strangers() -> Iterator[tuple[str, Caller | None]]:
    """Nobody, the public, and each role of another city, of another organisation, and bound to nothing."""
    yield "no caller", None
    yield "public", PUBLIC
    for role in Role:
        yield role.value, person(role, region=ELSEWHERE)
        yield role.value, person(role, organisation=new_id())
        yield role.value, person(role)


@pytest.mark.parametrize("service", SERVICES)
async def test_P03_rows_of_somebody_stand_behind_a_policy(
    service: str, cluster: Cluster, clones: Callable[[str], Awaitable[str]]
) -> None:
    async with administering(cluster, await clones(service)) as connection:
        found = await catalogue_of(connection, service)
    bare = {
        f"{service}.{table}"
        for table, columns in found.columns.items()
        if table not in found.protected and not set(PERSONAL).isdisjoint(columns)
    }
    listed = {name for name in OPEN_TABLES if name.startswith(f"{service}.")}
    assert bare == listed


@pytest.mark.parametrize("service", SERVICES)
async def test_P03_a_protected_row_is_hidden_from_every_stranger_in_every_role(
    service: str, cluster: Cluster, clones: Callable[[str], Awaitable[str]]
) -> None:
    shown: dict[str, set[str]] = {}
    async with administering(cluster, await clones(service)) as connection:
        found = await catalogue_of(connection, service)
        for table in sorted(found.protected):
            transaction = connection.transaction()
            await transaction.start()
            await lay(connection, f"{service}.{table}", found.columns[table])
            await connection.execute(f"SET LOCAL ROLE {login_role(service)}")
            assert await seen(connection, f"{service}.{table}", SYSTEM) > 0, table
            indiscreet = {
                name for name, caller in strangers() if await seen(connection, f"{service}.{table}", caller)
            }
            if indiscreet:
                shown[f"{service}.{table}"] = indiscreet
            await transaction.rollback()
    assert shown == {name: roles for name, (roles, _) in READERS.items() if name.startswith(f"{service}.")}


@pytest.mark.parametrize("service", SERVICES)
async def test_P03_the_login_role_cannot_switch_a_policy_off(service: str, cluster: Cluster) -> None:
    async with administering(cluster, await cluster.template(service)) as connection:
        role = await connection.fetchrow("SELECT * FROM pg_roles WHERE rolname = $1", login_role(service))
        owned = await connection.fetchval(
            "SELECT count(*) FROM pg_class WHERE relowner = $1::regrole", login_role(service)
        )
    powers = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
    assert [power for power in powers if role[power]] == []
    assert owned == 0

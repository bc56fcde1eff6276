"""Roles and database of one service, made by the cluster's administrator; repeatable."""

from dataclasses import dataclass

import asyncpg

from shared.db.security import login_role, owner_role

EXTENSIONS = ("pg_trgm", "btree_gist", "intarray")


@dataclass(frozen=True, slots=True)
class Passwords:
    """Of the two roles of one service."""

    owner: str
    login: str


async def provision(administrator_url: str, service: str, passwords: Passwords, database: str = "") -> str:
    """Make roles and database; returns the database's name.

    The owner role owns the schema and migrates; the login role owns nothing; nobody else may connect.
    """
    database = database or f"lupin_{service}"
    owner, login = owner_role(service), login_role(service)
    connection = await asyncpg.connect(administrator_url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext('lupin provision'))")
            for role, password in ((owner, passwords.owner), (login, passwords.login)):
                await _make_role(connection, role, password)
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
            await connection.execute(f'CREATE DATABASE "{database}" OWNER {owner}')
        await connection.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
        await connection.execute(f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO {login}')
    finally:
        await connection.close()
    await _prepare_schema(administrator_url, service, database)
    return database


async def _make_role(connection: asyncpg.Connection, role: str, password: str) -> None:
    quoted = await connection.fetchval("SELECT quote_literal($1)", password)
    exists = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if exists else "CREATE"
    await connection.execute(
        f"{verb} ROLE {role} LOGIN PASSWORD {quoted} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
    )


async def _prepare_schema(administrator_url: str, service: str, database: str) -> None:
    owner, login = owner_role(service), login_role(service)
    connection = await asyncpg.connect(administrator_url, database=database)
    try:
        for extension in EXTENSIONS:
            await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {owner}")
        await connection.execute(f"GRANT USAGE ON SCHEMA {service} TO {login}")
        await connection.execute(
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {service} "
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {login}"
        )
        await connection.execute(
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {service} "
            f"GRANT USAGE ON SEQUENCES TO {login}"
        )
    finally:
        await connection.close()

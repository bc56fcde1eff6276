"""No service's role reaches another's database, and none owns or inherits more than it needs."""

from collections.abc import Awaitable, Callable
from itertools import permutations

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from shared.db.security import login_role, owner_role
from shared.testing.database import PASSWORDS, Cluster
from tests.security.standing import SERVICES


@pytest.mark.parametrize(("service", "other"), list(permutations(SERVICES, 2)))
async def test_P02_no_role_of_a_service_may_connect_to_another_services_database(
    service: str, other: str, cluster: Cluster, clones: Callable[[str], Awaitable[str]]
) -> None:
    await cluster.template(service)  # by which its roles come to be
    database = await cluster.template(other)
    clone = await clones(other)  # a template lets nobody in: ask the door of a database in use
    for role, password in ((login_role(service), PASSWORDS.login), (owner_role(service), PASSWORDS.owner)):
        for name in (database, clone):
            url = make_url(cluster.administrator_url).set(
                drivername="postgresql", username=role, password=password, database=name
            )
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(url.render_as_string(hide_password=False))


async def test_P02_roles_of_services_are_members_of_nothing_and_own_only_their_own_schema(
    cluster: Cluster,
) -> None:
    for service in SERVICES:
        await cluster.template(service)
    roles = [name(service) for service in SERVICES for name in (login_role, owner_role)]
    connection = await asyncpg.connect(cluster.administrator_url)
    try:
        memberships = await connection.fetch(
            "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members"
            " WHERE member::regrole::text = ANY ($1) OR roleid::regrole::text = ANY ($1)",
            roles,
        )
        owning = await connection.fetch(
            "SELECT datname FROM pg_database WHERE datdba::regrole::text = ANY ($1)",
            [login_role(service) for service in SERVICES],
        )
    finally:
        await connection.close()
    assert [tuple(row) for row in memberships if row[0] in roles and row[1] in roles] == []
    assert owning == []

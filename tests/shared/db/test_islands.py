"""Services share a cluster and nothing in it: no login role of one may connect to the database of another."""

from collections.abc import Awaitable, Callable
from itertools import permutations

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from shared.testing.database import Cluster
from tests.architecture.tree import built_services


@pytest.mark.parametrize(("mine", "other"), list(permutations(built_services(), 2)))
@pytest.mark.parametrize("kind", ["login", "owner"])
async def test_P05_no_role_of_a_service_connects_to_the_database_of_another(
    mine: str, other: str, kind: str, cluster: Cluster, clones: Callable[[str], Awaitable[str]]
) -> None:
    await clones(mine)
    url = make_url(cluster.url(mine, await clones(other), owner=kind == "owner")).set(drivername="postgresql")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(url.render_as_string(hide_password=False))

"""P03: each protected table, read as each role and without a caller."""

from uuid import UUID

import pytest
from sqlalchemy import text

from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from tests.identity.front import AUDIT

SEEN_BY = {
    "people": {Role.SECURITY_ADMINISTRATOR, Role.AUDITOR},
    "bindings": {Role.SECURITY_ADMINISTRATOR, Role.AUDITOR},
    "sign_ins": {Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, Role.AUDITOR},
}


async def count(database, caller: Caller, table: str) -> int:
    async with database.read(caller) as session:
        return int(await session.scalar(text(f"SELECT count(*) FROM identity.{table}")) or 0)  # noqa: S608 - own names


@pytest.mark.parametrize("table", SEEN_BY)
@pytest.mark.parametrize("role", Role)
async def test_P03_a_protected_table_is_seen_by_those_who_look_after_it(desk, database, table, role):
    await desk.sign_in(AUDIT)
    stranger = Caller(CallerKind.PERSON, "stranger", bindings=(Binding(role, region=""),))
    seen = await count(database, stranger, table)
    assert (seen > 0) == (role in SEEN_BY[table])


@pytest.mark.parametrize("table", SEEN_BY)
async def test_P03_without_a_caller_nothing_is_seen(desk, database, table):
    await desk.sign_in(AUDIT)
    assert await count(database, PUBLIC, table) == 0
    async with database.open() as session:
        statement = text(f"SELECT count(*) FROM identity.{table}")  # noqa: S608 - own names
        assert await session.scalar(statement) == 0
    assert await count(database, SYSTEM, table) > 0


async def test_P03_a_person_sees_the_own_rows(desk, database):
    person = await desk.person("wang", {"role": "expert"})
    await desk.sign_in("wang")
    own = Caller(CallerKind.PERSON, str(UUID(person["id"])))
    assert [await count(database, own, table) for table in SEEN_BY] == [1, 1, 1]


async def test_the_sign_in_log_only_grows(desk, database):
    await desk.sign_in(AUDIT)
    for statement in ("UPDATE identity.sign_ins SET outcome = 'x'", "DELETE FROM identity.sign_ins"):
        with pytest.raises(Exception, match="permission denied|append-only"):
            async with database.write(SYSTEM) as session:
                await session.execute(text(statement))

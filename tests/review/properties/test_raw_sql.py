"""Raw SQL as the login role, many at once and past every use case: the constraints alone keep the caps."""

import asyncio
from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.review.applications.models import Application
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from tests.review.hall import Hall
from tests.review.vault import JINING

WAVES, CALLERS = 14, 8
TAKE = "UPDATE review.quotas SET taken = taken + :by WHERE dimension = :dimension AND key = :key"
CAP = "UPDATE review.quotas SET cap = :cap WHERE dimension = :dimension AND key = :key"
TITLE = """
    INSERT INTO review.titles SELECT (jsonb_populate_record(known, jsonb_build_object(
        'id', CAST(:id AS text), 'number', CAST(:id AS text), 'application_id', CAST(:application AS text),
        'subject_id', CAST(:subject AS text), 'state', 'active',
        'valid_from', known.valid_from + CAST(:later AS int), 'valid_to', known.valid_to + CAST(:later AS int)
    ))).* FROM review.titles known WHERE known.id = :known"""
REVIVE = "UPDATE review.titles SET state = 'active' WHERE application_id = :application"
REVOKE = "UPDATE review.titles SET state = 'revoked' WHERE application_id = :application"
RANK = """
    INSERT INTO review.recommendations (id, created_at, organisation_id, region_path, application_id,
        round_id, authority, rank, sequence, opinion, recommended_by, version)
    SELECT :id, now(), organisation_id, region_path, id,
        round_id, recommended_by, :rank, 1, '同意推荐。', 'raw', 1
    FROM review.applications WHERE id = :application"""
RELEASE = "UPDATE review.recommendations SET released_at = now() WHERE application_id = :application"
ORDERS = (TAKE, TAKE, CAP, TITLE, TITLE, REVIVE, REVOKE, RANK, RANK, RELEASE)
COUNTERS = (("selected", "all"), ("recognised", "all"), ("recommended", JINING))
EXCEEDED = {
    "cap": "SELECT count(*) FROM review.quotas WHERE taken < 0 OR taken > cap",
    "a second title of an application": """
        SELECT count(*) - count(DISTINCT application_id) FROM review.titles""",
    "a second valid title of a subject": """
        SELECT count(*) FROM review.titles a JOIN review.titles b ON a.id < b.id
        AND (a.programme_id, a.subject_kind, a.subject_id) = (b.programme_id, b.subject_kind, b.subject_id)
        AND daterange(a.valid_from, a.valid_to, '[]') && daterange(b.valid_from, b.valid_to, '[]')
        WHERE a.state IN ('active', 'suspended') AND b.state IN ('active', 'suspended')""",
    "a rank given twice": """
        SELECT count(*) - count(DISTINCT (round_id, authority, rank)) FROM review.recommendations
        WHERE released_at IS NULL""",
    "a case recommended twice": """
        SELECT count(*) - count(DISTINCT application_id) FROM review.recommendations
        WHERE released_at IS NULL""",
}
"""What must count nothing, whoever wrote."""
GUARDS = {
    "quotas_cap_check",
    "titles_application_id_key",
    "titles_one_valid_excl",
    "recommendations_rank_key",
    "recommendations_application_id_key",
}


async def test_V06_V08_V11_raw_sql_by_many_at_once_exceeds_no_cap_and_grants_nothing_twice(
    hall_committed: Hall,
):
    """Each guard has refused somebody, and each order has gone through for somebody."""
    hall, chance = hall_committed, Random(7)  # noqa: S311 - invented orders, the same each time
    (known,) = await hall.titled(*await hall.ranked())
    cases = await hall.ranked(6)
    for dimension in ("selected", "recognised"):
        await hall.cap(dimension, 3)
    told: Counter[str] = Counter()
    for _ in range(WAVES):
        wave = [an_order(chance, cases, UUID(known["id"])) for _ in range(CALLERS)]
        told.update(await asyncio.gather(*(tried(hall, *order) for order in wave)))
        assert await exceeded(hall) == {}
    assert GUARDS - set(told) == set(), told
    assert set(ORDERS) - set(told) == set(), told


def an_order(chance: Random, cases: list[Application], known: UUID) -> tuple[str, dict[str, Any]]:
    """One statement with what it names."""
    dimension, key = chance.choice(COUNTERS)
    statement = chance.choice(ORDERS)
    values = {
        "by": chance.randint(-2, 3),
        "cap": chance.randint(0, 4),
        "dimension": dimension,
        "key": key,
        "id": new_id(),
        "application": chance.choice(cases).id,
        "subject": chance.choice(cases[:2]).id,
        "later": chance.choice((0, 400, 800, 1200)),
        "known": known,
        "rank": chance.randint(1, 3),
    }
    named = {name: value for name, value in values.items() if f":{name}" in statement}
    if statement is TITLE:
        named |= {name: str(named[name]) for name in ("id", "application", "subject")}
    return statement, named


async def tried(hall: Hall, statement: str, values: dict[str, Any]) -> str:
    """The statement where it went through, or the name of the constraint that refused it."""
    try:
        async with hall.database.engine.begin() as connection:
            caller = {"caller": SYSTEM.as_setting()}
            await connection.execute(text("SELECT set_config('lupin.caller', :caller, true)"), caller)
            await connection.execute(text(statement), values)
    except DBAPIError as fault:
        refused = next((guard for guard in GUARDS if f'"{guard}"' in str(fault)), None)
        if refused is None and "deadlock detected" not in str(fault):
            raise
        return refused or "deadlock"
    return statement


async def exceeded(hall: Hall) -> dict[str, int]:
    """What counts more than nothing."""
    async with hall.database.read(SYSTEM) as session:
        counted = {name: await session.scalar(text(asked)) for name, asked in EXCEEDED.items()}
    return {name: many for name, many in counted.items() if many}

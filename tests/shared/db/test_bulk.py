"""Many rows in one statement arrive as they were given, whatever their columns hold."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    event,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.db.bulk import insert_many, update_many
from shared.db.caller import SYSTEM
from shared.db.ids import new_id

THINGS = Table(
    "things",
    MetaData(schema="pg_temp"),
    Column("id", Uuid, primary_key=True),
    Column("name", Text),
    Column("digest", LargeBinary),
    Column("amount", Numeric(20, 6)),
    Column("day", Date),
    Column("at", DateTime(timezone=True)),
    Column("classes", ARRAY(Integer)),
    Column("grams", ARRAY(Text)),
    Column("facts", JSONB),
    Column("good", Boolean),
)
MADE = (
    "CREATE TEMP TABLE things (id uuid PRIMARY KEY, name text, digest bytea, amount numeric(20, 6), "
    "day date, at timestamptz, classes integer[], grams text[], facts jsonb, good boolean)"
)


def thing(**more: object) -> dict[str, object]:
    return {
        "id": new_id(),
        "name": "金乡'大蒜\\\"{\n",
        "digest": b"\x00\xff\\x",
        "amount": Decimal("12345678901234.567891"),
        "day": date(2014, 4, 7),
        "at": datetime(2017, 3, 1, 2, 0, 0, 123456, tzinfo=UTC),
        "classes": [29, 31],
        "grams": ["金", 'a,"b"', "{}", "null"],
        "facts": {"holder": {"name": "鱼台\\n", "none": None}, "list": [1, "2"]},
        "good": True,
        **more,
    }


@pytest.fixture
async def session(rolled_back_database):
    database = await rolled_back_database("review")
    async with database.write(SYSTEM) as opened:
        await opened.execute(text(MADE))
        yield opened


async def kept(session):
    return [dict(row) for row in (await session.execute(select(THINGS).order_by(THINGS.c.id))).mappings()]


async def test_rows_arrive_as_they_were_given(session):
    empty = dict.fromkeys(thing())
    given = [thing(), thing(classes=[], grams=[], facts={}), {**empty, "id": new_id()}]
    await insert_many(session, THINGS, given)
    assert await kept(session) == given


async def test_a_thousand_rows_are_one_statement(session):
    seen = []
    connection = (await session.connection()).sync_connection
    event.listen(connection, "before_cursor_execute", lambda *told: seen.append((told[2], told[5])))
    await insert_many(session, THINGS, [thing() for _ in range(1000)])
    assert [many for _, many in seen] == [False]
    assert len(await kept(session)) == 1000


async def test_rows_are_changed_by_their_key_and_no_others(session):
    first, second, third = thing(), thing(), thing()
    await insert_many(session, THINGS, [first, second, third])
    changes = [
        {"id": each["id"], "name": name, "classes": [1]} for each, name in ((first, "一"), (third, "三"))
    ]
    await update_many(session, THINGS, changes)
    changed = [(row["name"], row["classes"], row["amount"]) for row in await kept(session)]
    amount = first["amount"]
    assert changed == [("一", [1], amount), (second["name"], [29, 31], amount), ("三", [1], amount)]


async def test_nothing_to_write_is_no_statement(session):
    await insert_many(session, THINGS, [])
    await update_many(session, THINGS, [])
    assert await kept(session) == []

"""Deadlines by every query of their repository, as each role here, elsewhere and without a caller."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from uuid import UUID

import pytest

from services.trademark.deadlines.repository import Deadlines
from services.trademark.deadlines.rules import DeadlineState
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Caller
from shared.db.ids import new_id
from shared.time.clock import instant
from tests.callers import EVERYTHING, person, strangers
from tests.trademark.conftest import JINING

ORGANISATION = new_id()
DUE = date(2017, 5, 4)
Asking = Callable[[Deadlines, UUID], Awaitable[object]]


async def listed(deadlines: Deadlines, _mark: UUID) -> object:
    return (await deadlines.list(EVERYTHING, states=(), codes=(), due_before=None)).items


async def counted(deadlines: Deadlines, _mark: UUID) -> object:
    return (await deadlines.list(EVERYTHING, states=(), codes=(), due_before=None)).total


QUERIES: Mapping[str, Asking] = {
    "listed": listed,
    "counted": counted,
    "of a mark": lambda deadlines, mark: deadlines.of([mark]),
    "ripe": lambda deadlines, _mark: deadlines.ripe(DUE),
}


@pytest.fixture
async def laid(client, as_, database) -> UUID:
    """An open deadline of a mark whose holder is an organisation of Jinxiang."""
    body = {
        "number": "1",
        "name": "金乡蒜都",
        "kind": "product",
        "filed_on": "2013-02-05",
        "holder": {"name": "金乡县大蒜产业有限公司", "region_code": "370828"},
        "goods": [{"class_number": 31, "name": "新鲜大蒜"}],
        "source": "商标公告",
    }
    entered = await client.post(
        "/trademark/v1/marks", json=body, headers=as_(Role.CITY_OFFICER, region=JINING)
    )
    mark = UUID(entered.json()["id"])
    row = {
        "id": new_id(), "mark_id": mark, "organisation_id": ORGANISATION, "region_path": f"{JINING}370828.",
        "code": "refusal_review", "trigger_on": date(2017, 4, 1), "due_on": DUE, "last_safe_on": DUE,
        "provisional": False, "straddles": False, "assumed_receipt": False, "edition": "2013",
        "confidence": "certain", "state": DeadlineState.OPEN, "next_reminder_on": DUE, "basis": 1,
        "created_at": instant(),
    }  # fmt: skip
    async with database.write(SYSTEM) as session:
        await Deadlines(session).put([row])
    return mark


async def seen(database, caller: Caller | None, mark: UUID) -> set[str]:
    """By which queries the caller finds it."""
    if caller is None:
        async with database.open() as session:
            return {"of a mark"} if await Deadlines(session).of([mark]) else set()
    async with database.write(caller) as session:
        return {name for name, asked in QUERIES.items() if await asked(Deadlines(session), mark)}


async def test_P03_through_no_query_a_stranger_of_any_role_finds_a_deadline(database, laid):
    assert [caller for caller in strangers() if await seen(database, caller, laid)] == []


async def test_P03_its_holder_and_the_officers_of_its_region_find_it_by_every_query(database, laid):
    callers = [
        SYSTEM,
        person(Role.APPLICANT, organisation=ORGANISATION),
        person(Role.COUNTY_OFFICER, region=f"{JINING}370828."),
        person(Role.CITY_OFFICER, region=JINING),
        person(Role.AUDITOR, region="37."),
    ]
    assert {c: await seen(database, c, laid) for c in callers} == {c: set(QUERIES) for c in callers}

"""Callers at once, on real transactions: the cap, the one decision, the counter, the one title."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from services.review.decisions.models import Approval
from services.review.filings.dependencies import filing
from services.review.filings.schemas import FileObjection
from services.review.objections.repository import Objections
from services.review.titles.models import Title
from shared.db.caller import PUBLIC, SYSTEM
from shared.db.ids import new_id
from shared.db.work import Database
from shared.testing.conditions import until
from shared.time.clock import Clock, instant
from tests.review.hall import ITEM, KEEPER, Hall

ABOUT_BUSY = {"try_again", "lost_race", "stale_version"}
"""Refusals that tell a caller to look and try again."""


@pytest.fixture
def hall(hall_committed: Hall) -> Hall:
    return hall_committed


async def at_once(calls: Iterable[Awaitable[httpx.Response]]) -> Counter[str]:
    """What callers at once are told: `ok` or the code of their refusal; nobody meets a fault of ours."""
    answers = await asyncio.gather(*calls)
    assert [
        answer.text for answer in answers if answer.status_code >= 500 and answer.status_code != 503
    ] == []
    return Counter("ok" if each.is_success else each.json()["code"] for each in answers)


async def test_V08_the_last_seat_of_the_cap_is_taken_once_by_many_notices_at_once(hall: Hall):
    await hall.cap("selected", 3)
    cases = await hall.ranked(8)
    drafts = [await hall.drafted(case) for case in cases]
    told = await at_once(hall.notice_step(draft, "open") for draft in drafts)
    assert told["ok"] == 3
    assert set(told) - {"ok"} <= {"quota_reached", "action_not_allowed"}
    states = Counter([(await hall.case(case.id)).state for case in cases])
    assert (states, await hall.taken()) == ({"in_notice": 3, "ranked": 5}, 3)


async def test_V08_the_last_title_of_the_cap_is_granted_once_by_many_decisions_at_once(hall: Hall):
    await hall.cap("recognised", 2)
    cases = await hall.ranked(5)
    notice = await hall.closed(*cases)
    ready = [await ready_on(hall, notice, entry) for entry in await hall.entries(notice)]
    told = await at_once(hall.issue(each, f"鲁商字〔2017〕{n}号") for n, each in enumerate(ready, 1))
    assert told == {"ok": 2, "quota_reached": 3}
    assert await count_titles(hall.database) == 2


async def test_two_decisions_at_once_on_one_entry_decide_it_once(hall: Hall):
    cases = await hall.ranked(2)
    notice = await hall.closed(*cases)
    drafts = [await hall.approved(notice, outcome) for outcome in ("recognise", "reject", "recognise")]
    told = await at_once(hall.issue(each, f"鲁商字〔2017〕{n}号") for n, each in enumerate(drafts, 1))
    assert told == {"ok": 1, "already_decided": 2}
    states = {(await hall.case(case.id)).state for case in cases}
    assert states in ({"recognised"}, {"not_recognised"})
    assert await hall.taken() == (2 if states == {"recognised"} else 0)
    assert await count_titles(hall.database) == (2 if states == {"recognised"} else 0)


async def test_one_decision_issued_many_times_at_once_is_issued_once(hall: Hall):
    ready = await hall.approved(await hall.closed(*await hall.ranked(2)))
    told = await at_once(hall.issue(ready) for _ in range(5))
    assert told["ok"] == 1
    assert set(told) - {"ok"} <= {*ABOUT_BUSY, "action_not_allowed"}
    assert await count_titles(hall.database) == 2


async def test_V11_nobody_approves_twice_at_once(hall: Hall):
    ready = await hall.submitted(await hall.closed(*await hall.ranked()), needed=3)
    told = await at_once(hall.approve(ready, subject="member") for _ in range(5))
    assert told == {"ok": 1, "action_not_allowed": 4}
    row = {"decision_id": UUID(ready["id"]), "subject": "member", "created_at": instant()}
    with pytest.raises(IntegrityError, match="approvals_nobody_twice_key"):
        async with hall.database.write(SYSTEM) as session:
            await session.execute(insert(Approval).values(id=new_id(), **row))


async def test_V10_one_counter_counts_objections_filed_and_withdrawn_at_once(hall: Hall):
    entry = await hall.entry(await hall.opened(*await hall.ranked()))
    filed = await asyncio.gather(*(hall.objected(entry) for _ in range(6)))
    assert (await hall.case(entry["application_id"])).open_objections == 6
    calls = [hall.hear(each, "admission", {}) for each in filed[:3]]
    calls += [hall.withdraw(each) for each in filed[3:]]
    assert await at_once(calls) == {"ok": 6}
    assert (await hall.case(entry["application_id"])).open_objections == 3
    told = await at_once(hall.withdraw(filed[0]) for _ in range(4))
    assert told["ok"] == 1
    assert (await hall.case(entry["application_id"])).open_objections == 2


async def test_settling_the_last_objections_at_once_frees_the_entry(hall: Hall):
    notice = await hall.opened(*await hall.ranked())
    entry = await hall.entry(notice)
    held = [await hall.admitted(entry) for _ in range(4)]
    assert await at_once(hall.withdraw(each) for each in held) == {"ok": 4}
    assert (await hall.entry(notice))["state"] == "listed"
    assert (await hall.case(entry["application_id"])).open_objections == 0


async def test_V10_an_objection_in_flight_holds_back_the_decision(hall: Hall):
    """Filed in the last minute and not committed yet when the body, a day later, issues."""
    notice = await hall.opened(*await hall.ranked())
    entry = await hall.entry(notice)
    evening = Database(hall.database.service, hall.database.engine, Clock(hall.database.clock.offset))
    async with evening.write(PUBLIC) as session:
        wanted = FileObjection.model_validate({"items": [ITEM], "anonymous": True})
        await filing(session, bytes(32), "192.0.2.1").file(UUID(entry["id"]), wanted)
        await hall.run_out(notice)
        ready = await hall.approved(notice)
        issuing = asyncio.create_task(hall.issue(ready))
        await until(lambda: waits_for_a_lock(hall.database))
        assert not issuing.done()
    refused = await issuing
    assert refused.json()["blocked"]["blockers"]["recognise"][0]["code"] == "objections_open"
    assert (await hall.case(entry["application_id"])).state == "in_notice"


async def test_V10_a_recognised_case_takes_no_objection_by_constraint(hall: Hall):
    (case,) = await hall.ranked()
    await hall.issued(await hall.closed(case))
    with pytest.raises(IntegrityError, match="applications_no_open_objection_check"):
        async with hall.database.write(PUBLIC) as session:
            await Objections(session).count(case.id, by=1)


async def test_ruling_and_issuing_at_once_never_wait_for_each_other_in_a_circle(hall: Hall):
    """Both take the case first and the entry after it."""
    cases = await hall.ranked(4)
    notice = await hall.opened(*cases)
    held = [await hall.objected(entry) for entry in await hall.entries(notice)]
    await hall.run_out(notice)
    ready = await hall.approved(notice)
    for each in held:
        assert (await hall.hear(each, "admission", {})).status_code == 200
    calls = [hall.withdraw(each) for each in held] + [hall.issue(ready)]
    told = await at_once(calls)
    assert told["ok"] >= len(held)
    assert set(told) <= {"ok", "action_not_allowed", "entries_changed"}


async def test_V11_two_valid_titles_of_one_subject_are_impossible(hall: Hall):
    first, second = await hall.ranked(), await hall.ranked()
    granted = await hall.titled(first[0])
    other = await hall.issued(await hall.closed(second[0]), "reject", number="鲁商字〔2017〕100号")
    row = await row_of(hall.database, UUID(granted[0]["id"]))
    twin = {**row, "id": new_id(), "number": "TWIN", "application_id": second[0].id}
    twin["decision_id"] = UUID(other["id"])
    overlapping = {"valid_from": row["valid_to"], "valid_to": row["valid_to"] + timedelta(days=400)}
    with pytest.raises(IntegrityError, match="titles_one_valid_excl"):
        await lay_title(hall.database, {**twin, **overlapping})
    following = {"valid_from": row["valid_to"] + timedelta(days=1), "valid_to": date(2040, 1, 1)}
    await lay_title(hall.database, {**twin, **following})


async def test_time_closes_a_notice_once_whichever_worker_comes_first(hall: Hall):
    notice = await hall.opened(*await hall.ranked())
    hall.later(date.fromisoformat(notice["closes_on"]) + timedelta(days=1))
    clock = hall.database.clock
    changed = await asyncio.gather(*(KEEPER.close_notices(hall.database, clock) for _ in range(3)))
    assert sum(changed) == 1
    steps = [each["transition"] for each in await hall.trail("notice", notice["id"])]
    assert steps == ["create", "open", "close"]


async def ready_on(hall: Hall, notice, entry):
    """An approved decision to recognise one entry."""
    draft = (await hall.draft_decision(notice, [(entry, "recognise")])).json()
    ready = (await hall.decision_step(draft, "submit")).json()
    assert (await hall.approve(ready)).status_code == 200
    return ready


async def count_titles(database: Database) -> int:
    async with database.read(SYSTEM) as session:
        return await session.scalar(select(func.count()).select_from(Title)) or 0


async def row_of(database: Database, title_id: UUID):
    async with database.read(SYSTEM) as session:
        found = await session.execute(select(Title.__table__).where(Title.id == title_id))
        return dict(found.mappings().one())


async def lay_title(database: Database, row) -> None:
    async with database.write(SYSTEM) as session:
        await session.execute(insert(Title).values(row))


async def waits_for_a_lock(database: Database) -> bool:
    """Whether some session of this database stands behind another's lock."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with database.engine.connect() as connection:
        return bool((await connection.exec_driver_sql(waiting)).scalar_one())

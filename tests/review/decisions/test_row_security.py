"""Each protected table from notice to approval, read as each kind of caller and without one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from services.review.decisions.models import Approval, Decision, DecisionEntry
from services.review.notices.models import Notice, NoticeEntry
from services.review.objections.models import Objection, Objector
from services.review.objections.repository import receipt_hash
from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.db.work import Database
from shared.time.clock import instant
from tests.review.hall import Hall
from tests.review.vault import JINING, PROVINCE, YANTAI

CODE = "told-once-to-the-objector"
TABLES = (Notice, NoticeEntry, Objection, Objector, Decision, DecisionEntry, Approval)
STAGES = ("draft", "public")
BODY = {
    Role.RECOGNITION_CHAIR,
    Role.RECOGNITION_MEMBER,
    Role.PROGRAMME_OFFICER,
    Role.SUPERVISOR,
    Role.AUDITOR,
}
RULING = {Role.PROGRAMME_OFFICER, Role.SUPERVISOR}


def person(role: Role, **given: Any) -> Caller:
    return Caller(CallerKind.PERSON, "somebody", bindings=(Binding(role, **given),))


def callers(organisation: UUID) -> Mapping[str, Caller]:
    """Whoever may call, by a name that a failure can show."""
    return {
        "system": SYSTEM,
        "public": PUBLIC,
        "applicant": person(Role.APPLICANT, organisation=organisation),
        "rival": person(Role.APPLICANT, organisation=new_id()),
        "expert": person(Role.EXPERT),
        **{f"{role} of the province": person(role, region=PROVINCE) for role in sorted(BODY)},
        "city": person(Role.CITY_OFFICER, region=JINING),
        "another city": person(Role.CITY_OFFICER, region=YANTAI),
        "chair of another city": person(Role.RECOGNITION_CHAIR, region=YANTAI),
    }


async def lay_one_of_each(hall: Hall, stage: str) -> UUID:
    """A notice with one entry, an objection to it, and a decision; all of them drafts, or all published."""
    (case,) = await hall.ranked()
    now, published = instant(), stage == "public"
    place = {"organisation_id": case.organisation_id, "region_path": case.region_path, "created_at": now}
    notice = Notice(
        id=new_id(), round_id=case.round_id, region_path=PROVINCE, number="N1", text="公示", working_days=5,
        state="closed" if published else "draft", opened_at=now if published else None,
        closes_on=(now + timedelta(days=7)).date() if published else None, provisional=False,
        created_by="tests", created_at=now,
    )  # fmt: skip
    entry = NoticeEntry(
        id=new_id(), notice_id=notice.id, round_id=case.round_id, application_id=case.id, place=1,
        state="listed", published=published, snapshot={}, snapshot_hash="", **place,
    )  # fmt: skip
    objection = Objection(
        id=new_id(), number="O1", entry_id=entry.id, application_id=case.id, round_id=case.round_id,
        state="received", anonymous=False, items=[], receipt_hash=receipt_hash(CODE), **place,
    )  # fmt: skip
    decision = Decision(
        id=new_id(), round_id=case.round_id, notice_id=notice.id, region_path=PROVINCE, body="council",
        state="issued" if published else "draft", approvals_needed=1,
        document_number="鲁商字〔2017〕1号" if published else None,
        decided_on=now.date() if published else None, created_by="tests", created_at=now,
    )  # fmt: skip
    named = DecisionEntry(
        decision_id=decision.id, entry_id=entry.id, application_id=case.id, outcome="recognise",
        issued=published,
    )  # fmt: skip
    about = [
        Objector(objection_id=objection.id, sealed=b"", created_at=now),
        Approval(id=new_id(), decision_id=decision.id, subject="member", created_at=now),
        named,
    ]
    async with hall.database.write(SYSTEM) as session:
        for rows in ([notice], [entry, decision], [objection], about):
            session.add_all(rows)
            await session.flush()
    return case.organisation_id


def expected(model: type, who: str, caller: Caller, *, published: bool) -> int:
    """What the policies are meant to say, in the words of the brief for each table."""
    province = caller is SYSTEM or PROVINCE in caller.regions
    here = province or who in {"applicant", "city"}
    meant = {
        Notice: published or province,
        NoticeEntry: published or here,
        Objection: here,
        Objector: caller is SYSTEM or (province and bool(caller.roles & RULING)),
        Decision: published or province,
        DecisionEntry: published or caller is SYSTEM or (province and bool(caller.roles & BODY)),
        Approval: caller is SYSTEM or (province and bool(caller.roles & BODY)),
    }
    return int(meant[model])


async def seen(database: Database, caller: Caller, model: type) -> int:
    async with database.read(caller) as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("stage", STAGES)
async def test_rows_are_seen_by_whom_they_concern_and_published_ones_by_everybody(hall: Hall, stage: str):
    organisation = await lay_one_of_each(hall, stage)
    wrong = [
        f"{who} sees {found} of {model.__tablename__}, not {meant}"
        for model in TABLES
        for who, caller in callers(organisation).items()
        if (found := await seen(hall.database, caller, model))
        != (meant := expected(model, who, caller, published=stage == "public"))
    ]
    assert wrong == []


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__tablename__)
async def test_without_a_caller_no_draft_is_seen(hall: Hall, model: Any):
    await lay_one_of_each(hall, "draft")
    async with hall.database.open() as session:
        assert await session.scalar(select(func.count()).select_from(model)) == 0


@pytest.mark.parametrize(("code", "found"), [(CODE, 1), ("another-code", 0), ("", 0)])
async def test_an_objector_sees_the_own_objection_by_its_receipt(hall: Hall, code: str, found: int):
    await lay_one_of_each(hall, "public")
    shown = receipt_hash(code).hex() if code else ""
    async with hall.database.write(PUBLIC) as session:
        await session.execute(select(func.set_config("lupin.receipt", shown, True)))
        assert await session.scalar(select(func.count()).select_from(Objection)) == found
        assert await session.scalar(select(func.count()).select_from(Objector)) == 0

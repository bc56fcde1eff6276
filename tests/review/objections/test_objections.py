"""Objections over HTTP: filed by anybody, heard by officers who took no part, settled item by item."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from services.review.objections.models import Objector
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.tables import house_table
from tests.review.hall import ITEM, OBJECTOR, V1, Hall
from tests.review.vault import JINING, YANTAI


@pytest.fixture
async def entry(hall: Hall):
    """The one entry of an open notice."""
    return await hall.entry(await hall.opened(*await hall.ranked()))


async def open_objections(hall: Hall, entry) -> int:
    return (await hall.case(entry["application_id"])).open_objections


async def state_of(hall: Hall, entry) -> str:
    entries = await hall.entries({"id": entry["notice_id"]})
    return next(each["state"] for each in entries if each["id"] == entry["id"])


async def test_V10_anybody_objects_and_follows_by_the_receipt(hall: Hall, entry):
    receipt = await hall.objected(entry)
    path = f"{V1}/objections/{receipt['id']}/progress"
    shown = await hall.client.get(path, headers={"X-Receipt-Code": receipt["receipt_code"]})
    assert (shown.status_code, shown.json()["state"]) == (200, "received")
    assert shown.json()["items"][0]["subject"] == ITEM["subject"]
    wrong = await hall.client.get(path, headers={"X-Receipt-Code": "not-the-code"})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "objection_not_found")
    assert (await hall.client.get(path)).status_code == 422
    assert await open_objections(hall, entry) == 1


async def test_the_receipt_code_is_told_once(hall: Hall, entry):
    headers = hall.nobody()
    assert (await hall.file(entry, headers=headers)).status_code == 201
    again = await hall.file(entry, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "secret_already_shown")
    assert await open_objections(hall, entry) == 1


async def test_an_objection_leaves_nothing_of_whoever_was_signed_in(hall: Hall, entry):
    headers = hall.as_(Role.APPLICANT, organisation=new_id(), subject="the-rival")
    receipt = (await hall.file(entry, headers=headers)).json()
    assert [each["actor"] for each in await hall.trail("objection", receipt["id"])] == ["public"]
    keys = house_table("review", "idempotency")
    async with hall.database.read(SYSTEM) as session:
        clients = await session.scalars(select(keys.c.client).where(keys.c.reference == UUID(receipt["id"])))
        assert all("the-rival" not in client for client in clients)


@pytest.mark.parametrize(
    "body",
    [
        {"items": [ITEM], "anonymous": True, "objector": OBJECTOR},
        {"items": [ITEM], "anonymous": False},
        {"items": [], "anonymous": True},
        {"items": [{"subject": "有误"}], "anonymous": True},
    ],
    ids=["named and anonymous", "neither", "nothing objected to", "no remedy asked for"],
)
async def test_an_objection_must_be_itemised_and_named_or_anonymous(hall: Hall, entry, body):
    path = f"{V1}/notice-entries/{entry['id']}/objections"
    assert (await hall.client.post(path, json=body, headers=hall.nobody())).status_code == 422


async def test_an_entry_that_is_not_there_takes_no_objection(hall: Hall, entry):
    answer = await hall.file({"id": str(new_id())})
    assert (answer.status_code, answer.json()["code"]) == (404, "notice_entry_not_found")


async def test_V10_after_the_last_day_no_objection_is_taken(hall: Hall):
    notice = await hall.opened(*await hall.ranked())
    entry = await hall.entry(notice)
    hall.later(date.fromisoformat(notice["closes_on"]))
    await hall.objected(entry)
    hall.later(date.fromisoformat(notice["closes_on"]) + timedelta(days=1))
    late = await hall.file(entry)
    assert (late.status_code, late.json()["code"]) == (409, "notice_not_running")


async def test_V10_an_admitted_objection_suspends_one_entry_and_not_the_list(hall: Hall):
    notice = await hall.opened(*await hall.ranked(2))
    first, second = await hall.entries(notice)
    await hall.admitted(first)
    assert (await state_of(hall, first), await state_of(hall, second)) == ("suspended", "listed")
    assert (await hall.client.get(f"{V1}/notices/{notice['id']}")).json()["state"] == "open"
    assert await hall.taken() == 2


async def test_an_objection_that_is_not_heard_waits_no_longer(hall: Hall, entry):
    objection = await hall.objected(entry)
    body = {"reason_code": "no_concrete_fact", "comment": "未列明事实。"}
    refused = (await hall.hear(objection, "refusal", body)).json()
    assert (refused["state"], "settled_at" in refused) == ("inadmissible", True)
    assert (await state_of(hall, entry), await open_objections(hall, entry)) == ("listed", 0)
    last = (await hall.trail("objection", objection["id"]))[-1]
    assert (last["payload"]["reason_code"], last["reason"]) == ("no_concrete_fact", "未列明事实。")


async def test_V10_a_dismissed_objection_lists_the_entry_again(hall: Hall, entry):
    objection = await hall.answered(entry, items=2)
    ruled = await hall.ruled(objection, "unfounded", "unfounded")
    assert ruled["state"] == "dismissed"
    assert [item["ruling"] for item in ruled["items"]] == ["unfounded", "unfounded"]
    assert (await state_of(hall, entry), await open_objections(hall, entry)) == ("listed", 0)


async def test_V10_one_founded_item_removes_the_entry(hall: Hall, entry):
    ruled = await hall.ruled(await hall.answered(entry, items=2), "unfounded", "founded")
    assert ruled["state"] == "upheld"
    assert (await state_of(hall, entry), await open_objections(hall, entry)) == ("removed", 0)
    assert (await hall.case(entry["application_id"])).state == "in_notice"


async def test_a_ruling_that_leaves_an_item_out_is_refused(hall: Hall, entry):
    objection = await hall.answered(entry, items=2)
    answer = await hall.hear(objection, "ruling", {"findings": [{"ruling": "unfounded", "grounds": "无"}]})
    assert answer.status_code == 409
    assert answer.json()["blocked"]["blockers"]["dismiss"][0]["detail"] == "异议共2项，已裁定1项。"


async def test_nobody_loses_a_seat_unheard(hall: Hall, entry):
    objection = await hall.admitted(entry)
    founded = {"findings": [{"ruling": "founded", "grounds": "属实"}]}
    early = await hall.hear(objection, "ruling", founded)
    assert early.json()["blocked"]["blockers"]["uphold"][0]["code"] == "answer_still_awaited"
    due = date.fromisoformat((await hall.objection(objection))["answer_due_on"])
    hall.later(due + timedelta(days=1))
    assert (await hall.hear(objection, "ruling", founded)).json()["state"] == "upheld"


async def test_the_entry_waits_for_the_last_of_several_objections(hall: Hall, entry):
    first, second = await hall.answered(entry), await hall.answered(entry)
    assert await open_objections(hall, entry) == 2
    await hall.ruled(first, "founded")
    assert (await state_of(hall, entry), await open_objections(hall, entry)) == ("suspended", 1)
    await hall.ruled(second, "unfounded")
    assert (await state_of(hall, entry), await open_objections(hall, entry)) == ("removed", 0)


async def test_a_withdrawn_objection_frees_its_entry(hall: Hall, entry):
    objection = await hall.admitted(entry)
    answer = await hall.withdraw(objection)
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert (await state_of(hall, entry), await open_objections(hall, entry)) == ("listed", 0)
    again = await hall.withdraw(objection)
    assert (again.status_code, again.json()["code"]) == (409, "action_not_allowed")


async def test_a_withdrawal_does_not_free_what_another_objection_holds(hall: Hall, entry):
    mine, other = await hall.admitted(entry), await hall.answered(entry)
    await hall.withdraw(mine)
    assert (await state_of(hall, entry), await open_objections(hall, entry)) == ("suspended", 1)
    third = await hall.admitted(entry)
    await hall.ruled(other, "founded")
    await hall.withdraw(third)
    assert await state_of(hall, entry) == "removed"


async def test_only_the_holder_of_the_receipt_withdraws(hall: Hall, entry):
    mine, other = await hall.objected(entry), await hall.objected(entry)
    wrong = await hall.withdraw(mine, other["receipt_code"])
    assert (wrong.status_code, wrong.json()["code"]) == (404, "objection_not_found")
    assert await open_objections(hall, entry) == 2


@pytest.mark.parametrize(
    ("noun", "transition"),
    [("application", "recommend"), ("application", "accept"), ("score", "score")],
)
async def test_V18_who_took_part_in_a_case_does_not_rule_on_it(hall: Hall, entry, noun: str, transition: str):
    case = await hall.case(entry["application_id"])
    await hall.took_part(case, transition, "took-part", noun=noun)
    objection = await hall.objected(entry)
    refused = await hall.hear(objection, "admission", {}, hall.officer(subject="took-part"))
    assert refused.json()["blocked"]["blockers"]["admit"][0]["code"] == "judge_took_part"
    assert (await hall.hear(objection, "admission", {}, hall.supervisor())).status_code == 200


async def test_V18_who_approved_the_decision_does_not_rule_on_the_objection(hall: Hall):
    notice = await hall.opened(*await hall.ranked(2))
    entry, _ = await hall.entries(notice)
    objection = await hall.objected(entry)
    await hall.run_out(notice)
    decision = await hall.submitted(notice)
    assert (await hall.approve(decision, subject="decider")).status_code == 200
    refused = await hall.hear(objection, "admission", {}, hall.supervisor(subject="decider"))
    assert refused.json()["blocked"]["blockers"]["admit"][0]["code"] == "judge_took_part"


async def test_who_objected_is_read_with_a_purpose_that_stays_on_record(hall: Hall, entry):
    objection = await hall.objected(entry, anonymous=False)
    path = f"{V1}/objections/{objection['id']}/objector"
    body = {"purpose": "核实异议人身份"}
    told = await hall.client.post(path, json=body, headers=hall.officer(subject="reader"))
    assert told.json() == OBJECTOR
    history = house_table("review", "history")
    async with hall.database.read(SYSTEM) as session:
        row = (await session.execute(select(history).where(history.c.noun == "objector_reading"))).one()
        sealed = await session.scalar(select(Objector.sealed))
    assert (row.actor, row.reason, row.payload["objection_id"]) == (
        "reader",
        body["purpose"],
        objection["id"],
    )
    assert sealed is not None
    assert OBJECTOR["name"].encode() not in sealed
    assert (await hall.client.post(path, json={}, headers=hall.officer())).status_code == 422


async def test_nobody_is_behind_an_anonymous_objection(hall: Hall, entry):
    objection = await hall.objected(entry)
    path = f"{V1}/objections/{objection['id']}/objector"
    answer = await hall.client.post(path, json={"purpose": "核实"}, headers=hall.officer())
    assert (answer.status_code, answer.json()["code"]) == (404, "objector_unknown")


async def test_neither_applicant_nor_officer_reads_who_objected_in_the_objection(hall: Hall, entry):
    objection = await hall.objected(entry, anonymous=False)
    case = await hall.case(entry["application_id"])
    mine = hall.as_(Role.APPLICANT, organisation=case.organisation_id)
    path = f"{V1}/objections/{objection['id']}"
    for headers in (mine, hall.officer()):
        shown = await hall.client.get(path, headers=headers)
        assert shown.status_code == 200
        assert OBJECTOR["name"] not in shown.text
    refused = await hall.client.post(f"{path}/objector", json={"purpose": "核实"}, headers=mine)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_missing")


async def test_objections_are_seen_within_the_region_and_by_the_applicant_only(hall: Hall, entry):
    objection = await hall.objected(entry)
    case = await hall.case(entry["application_id"])
    seen = {
        "city": hall.as_(Role.CITY_OFFICER, region=JINING),
        "elsewhere": hall.as_(Role.CITY_OFFICER, region=YANTAI),
        "applicant": hall.as_(Role.APPLICANT, organisation=case.organisation_id),
        "rival": hall.as_(Role.APPLICANT, organisation=new_id()),
    }
    path = f"{V1}/objections"
    for who, headers in seen.items():
        there = who in {"city", "applicant"}
        one = await hall.client.get(f"{path}/{objection['id']}", headers=headers)
        assert (who, one.status_code) == (who, 200 if there else 404)
        listed = (await hall.client.get(path, params={"entry_id": entry["id"]}, headers=headers)).json()
        assert (who, len(listed["items"])) == (who, int(there))
    assert (await hall.client.get(path)).status_code == 401


async def test_an_applicant_answers_for_the_own_organisation_only(hall: Hall, entry):
    objection = await hall.admitted(entry)
    rival = hall.as_(Role.APPLICANT, organisation=new_id())
    answer = await hall.hear(objection, "answer", {"answer": "与我无关"}, rival)
    assert answer.status_code == 404


async def test_a_step_of_an_objection_needs_the_version_that_was_seen(hall: Hall, entry):
    objection = await hall.objected(entry)
    path = f"{V1}/objections/{objection['id']}/admission"
    assert (await hall.client.post(path, json={}, headers=hall.officer())).status_code == 428
    assert (await hall.client.post(path, json={}, headers=hall.officer(if_match=9))).status_code == 412

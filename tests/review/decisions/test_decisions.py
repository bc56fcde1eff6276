"""Decisions over HTTP: drafted on a closed notice, approved by members, issued whole or not at all."""

import pytest

from services.review.applications.models import Application
from shared.codes.roles import Role
from shared.db.ids import new_id
from tests.review.hall import V1, Hall
from tests.review.vault import JINING


async def states(hall: Hall, *cases: Application) -> set[str]:
    return {(await hall.case(case.id)).state for case in cases}


async def test_V11_issuing_recognises_exactly_the_named_entries(hall: Hall):
    cases = await hall.ranked(3)
    notice = await hall.closed(*cases)
    entries = await hall.entries(notice)
    draft = (await hall.draft_decision(notice, [(entries[0], "recognise"), (entries[1], "reject")])).json()
    ready = (await hall.decision_step(draft, "submit")).json()
    await hall.approve(ready)
    issued = (await hall.issue(ready, "鲁商字[2017]99号")).json()
    assert (issued["state"], issued["document_number"]) == ("issued", "鲁商字〔2017〕99号")
    assert issued["decided_on"] == str(hall.database.clock.today())
    assert [(await hall.case(case.id)).state for case in cases] == [
        "recognised",
        "not_recognised",
        "in_notice",
    ]
    assert [entry["state"] for entry in await hall.entries(notice)] == ["decided", "decided", "listed"]
    assert (await hall.taken(), await hall.taken("recognised")) == (2, 1)
    titles = (await hall.client.get(f"{V1}/titles")).json()["items"]
    assert [title["application_id"] for title in titles] == [str(cases[0].id)]


async def test_V11_an_issued_decision_is_public_and_told_to_everybody(hall: Hall):
    notice = await hall.closed(*await hall.ranked())
    draft = await hall.decision(notice)
    path = f"{V1}/decisions/{draft['id']}"
    assert (await hall.client.get(path)).json()["code"] == "decision_not_found"
    assert (await hall.client.get(f"{V1}/decisions")).json()["items"] == []
    assert (await hall.client.get(path, headers=hall.member(region=JINING))).status_code == 404
    issued = await hall.issued(await hall.closed(*await hall.ranked()))
    shown = await hall.client.get(f"{V1}/decisions/{issued['id']}")
    assert (shown.status_code, len(shown.json()["entries"])) == (200, 1)
    assert "approvals" not in shown.json()
    assert [each["id"] for each in (await hall.client.get(f"{V1}/decisions")).json()["items"]] == [
        issued["id"]
    ]
    last = (await hall.trail("decision", issued["id"]))[-1]
    assert (last["event"], last["audience"]) == ("decision.issued", "public")


async def test_V09_a_rejection_frees_its_seat_for_the_reserve(hall: Hall):
    await hall.cap("selected", 1)
    await hall.issued(await hall.closed(*await hall.ranked()), "reject")
    assert await hall.taken() == 0
    (reserve,) = await hall.ranked(state="reserve")
    await hall.opened(reserve)
    assert await states(hall, reserve) == {"in_notice"}


async def test_a_decision_follows_the_closing_of_its_notice(hall: Hall):
    notice = await hall.opened(*await hall.ranked())
    early = await hall.draft_decision(notice, [(await hall.entry(notice), "recognise")])
    assert (early.status_code, early.json()["code"]) == (409, "notice_still_open")
    assert notice["closes_on"] in early.json()["detail"]


async def test_a_draft_names_entries_of_its_notice_once_and_as_they_stand(hall: Hall):
    notice, other = await hall.opened(*await hall.ranked(2)), await hall.opened(*await hall.ranked())
    mine, suspended = await hall.entries(notice)
    strange = await hall.entry(other)
    await hall.admitted(suspended)
    await hall.run_out(notice)
    named = [(mine, "recognise"), (mine, "recognise"), (suspended, "recognise"), (strange, "reject")]
    answer = await hall.draft_decision(notice, named)
    assert (answer.status_code, answer.json()["code"]) == (422, "entries_not_decidable")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/entries/1", "/entries/2", "/entries/3"]


async def test_a_notice_or_decision_that_is_not_there(hall: Hall):
    nowhere = {"id": str(new_id()), "version": 1}
    assert (await hall.draft_decision(nowhere, [(nowhere, "recognise")])).json()["code"] == "notice_not_found"
    assert (await hall.decision_step(nowhere, "submit")).json()["code"] == "decision_not_found"
    assert (await hall.approve(nowhere)).json()["code"] == "decision_not_found"
    assert (await hall.issue(nowhere)).json()["code"] == "decision_not_found"


async def test_a_rejection_has_a_reason(hall: Hall):
    body = {"notice_id": str(new_id()), "entries": [{"entry_id": str(new_id()), "outcome": "reject"}]}
    answer = await hall.client.post(f"{V1}/decisions", json=body, headers=hall.chair())
    assert answer.status_code == 422


async def test_V10_a_suspended_entry_waits_for_a_supplementary_decision(hall: Hall):
    first, second = await hall.ranked(2)
    notice = await hall.opened(first, second)
    listed, objected = await hall.entries(notice)
    objection = await hall.answered(objected)
    await hall.run_out(notice)
    draft = (await hall.draft_decision(notice, [(listed, "recognise")])).json()
    ready = (await hall.decision_step(draft, "submit")).json()
    await hall.approve(ready)
    assert (await hall.issue(ready)).status_code == 200
    assert await hall.taken() == 2
    await hall.ruled(objection, "unfounded")
    later = (await hall.draft_decision(notice, [(objected, "recognise")])).json()
    ready = (await hall.decision_step(later, "submit")).json()
    await hall.approve(ready)
    assert (await hall.issue(ready, "鲁商字〔2017〕100号")).status_code == 200
    assert await states(hall, first, second) == {"recognised"}


async def test_V10_an_entry_that_an_objection_suspends_after_the_draft_stops_the_whole_decision(hall: Hall):
    cases = await hall.ranked(2)
    notice = await hall.opened(*cases)
    objection = await hall.objected(await hall.entry(notice, 2))
    await hall.run_out(notice)
    ready = await hall.approved(notice)
    unheard = await hall.issue(ready)
    assert unheard.json()["blocked"]["blockers"]["recognise"][0]["code"] == "objections_open"
    assert (await hall.hear(objection, "admission", {})).status_code == 200
    refused = await hall.issue(ready)
    assert (refused.status_code, refused.json()["code"]) == (409, "entries_changed")
    assert await states(hall, *cases) == {"in_notice"}
    assert await hall.taken("recognised") == 0


async def test_V10_a_removed_entry_is_rejected_and_never_recognised(hall: Hall):
    (case,) = await hall.ranked()
    notice = await hall.opened(case)
    entry = await hall.entry(notice)
    await hall.ruled(await hall.answered(entry), "founded")
    await hall.run_out(notice)
    refused = await hall.draft_decision(notice, [(entry, "recognise")])
    assert refused.json()["code"] == "entries_not_decidable"
    await hall.issued(notice, "reject")
    assert (await states(hall, case), await hall.taken()) == ({"not_recognised"}, 0)


async def test_V10_what_was_removed_and_listed_anew_is_decided_in_its_new_notice(hall: Hall):
    (case,) = await hall.ranked()
    notice = await hall.opened(case)
    await hall.ruled(await hall.answered(await hall.entry(notice)), "founded")
    await hall.run_out(notice)
    drafted = await hall.approved(notice, "reject")
    anew = await hall.opened(case)
    assert await hall.taken() == 1
    assert (await hall.issue(drafted)).json()["code"] == "entries_changed"
    refused = await hall.draft_decision(notice, [(await hall.entry(notice), "reject")])
    assert refused.json()["code"] == "entries_not_decidable"
    await hall.run_out(anew)
    await hall.issued(anew)
    assert await states(hall, case) == {"recognised"}


async def test_a_decision_that_was_not_seen_as_it_stands_takes_no_step(hall: Hall):
    draft = await hall.decision(await hall.closed(*await hall.ranked()))
    stale = await hall.decision_step(draft, "submit", if_match=draft["version"] + 1)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")


async def test_V11_a_decision_waits_for_its_approvals(hall: Hall):
    ready = await hall.submitted(await hall.closed(*await hall.ranked()), needed=2)
    assert (await hall.approve(ready)).json()["approvals"] == 1
    refused = await hall.issue(ready)
    assert refused.json()["blocked"]["blockers"]["issue"][0]["detail"] == "需要2名委员同意，现有1名。"
    await hall.approve(ready)
    assert (await hall.issue(ready)).status_code == 200


async def test_V11_nobody_approves_twice_and_the_issuer_s_own_approval_does_not_count(hall: Hall):
    ready = await hall.submitted(await hall.closed(*await hall.ranked()))
    headers = hall.chair(if_match=ready["version"], subject="the-chair")
    path = f"{V1}/decisions/{ready['id']}/approvals"
    assert (await hall.client.post(path, headers=headers)).status_code == 200
    again = await hall.client.post(path, headers={**headers, "Idempotency-Key": "another"})
    assert again.json()["blocked"]["blockers"]["approve"][0]["code"] == "already_approved"
    alone = await hall.issue(ready, subject="the-chair")
    assert alone.json()["blocked"]["blockers"]["issue"][0]["code"] == "approvals_missing"


async def test_V11_a_return_voids_the_approvals_given_so_far(hall: Hall):
    ready = await hall.submitted(await hall.closed(*await hall.ranked()))
    await hall.approve(ready, subject="member")
    returned = await hall.decision_step(ready, "return", subject="reader")
    assert (returned.json()["state"], returned.json()["approvals"]) == ("draft", 0)
    stale = await hall.approve(ready)
    assert stale.status_code == 412
    again = (await hall.decision_step(returned.json(), "submit")).json()
    assert (await hall.issue(again)).json()["blocked"]["blockers"]["issue"][0]["code"] == "approvals_missing"
    assert (await hall.approve(again, subject="member")).json()["approvals"] == 1
    reasons = {entry["transition"]: entry["reason"] for entry in await hall.trail("decision", ready["id"])}
    assert reasons["return"] == "请核对名单。"


async def test_a_draft_is_not_approved_and_a_discarded_one_is_over(hall: Hall):
    draft = await hall.decision(await hall.closed(*await hall.ranked()))
    early = await hall.approve(draft)
    assert early.json()["blocked"]["blockers"]["approve"][0]["code"] == "step_of_another_state"
    gone = (await hall.decision_step(draft, "discard")).json()
    assert gone["state"] == "discarded"
    assert (await hall.decision_step(gone, "submit")).json()["code"] == "action_not_allowed"


@pytest.mark.parametrize("action", ["issue", "return"])
async def test_issuing_has_its_own_route_and_a_return_its_reason(hall: Hall, action: str):
    path = f"{V1}/decisions/{new_id()}/actions"
    answer = await hall.client.post(path, json={"action": action}, headers=hall.chair(if_match=1))
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("noun", "transition"), [("application", "recommend"), ("application", "decline"), ("score", "score")]
)
async def test_V18_who_recommended_or_scored_a_case_neither_approves_nor_issues(
    hall: Hall, noun: str, transition: str
):
    case, other = await hall.ranked(2)
    notice = await hall.closed(case, other)
    await hall.took_part(case, transition, "took-part", noun=noun)
    ready = await hall.submitted(notice)
    refused = await hall.approve(ready, subject="took-part")
    assert refused.json()["blocked"]["blockers"]["approve"][0]["code"] == "decider_took_part"
    await hall.approve(ready)
    blocked = await hall.issue(ready, subject="took-part")
    assert blocked.json()["blocked"]["blockers"]["issue"][0]["code"] == "decider_took_part"
    assert (await hall.issue(ready)).status_code == 200


async def test_V18_who_scored_after_approving_stops_the_issue(hall: Hall):
    (case,) = await hall.ranked()
    notice = await hall.closed(case)
    ready = await hall.submitted(notice)
    await hall.approve(ready, subject="both")
    await hall.took_part(case, "score", "both", noun="score")
    blocked = await hall.issue(ready)
    assert blocked.json()["blocked"]["blockers"]["issue"][0]["code"] == "decider_took_part"


async def test_a_document_number_is_given_once_and_well_formed(hall: Hall):
    await hall.issued(await hall.closed(*await hall.ranked()))
    ready = await hall.approved(await hall.closed(*await hall.ranked()))
    taken = await hall.issue(ready, "鲁商字（2017）099号")
    assert (taken.status_code, taken.json()["code"]) == (409, "document_number_taken")
    wrong = await hall.issue(ready, "第九十九号文")
    assert wrong.status_code == 422


async def test_an_entry_is_decided_once(hall: Hall):
    notice = await hall.closed(*await hall.ranked())
    first, second = await hall.approved(notice), await hall.approved(notice, "reject")
    assert (await hall.issue(first)).status_code == 200
    late = await hall.issue(second, "鲁商字〔2017〕100号")
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")


async def test_V08_no_more_are_recognised_than_the_cap_has_places(hall: Hall):
    await hall.cap("recognised", 1)
    cases = await hall.ranked(2)
    refused = await hall.issue(await hall.approved(await hall.closed(*cases)))
    assert (refused.status_code, refused.json()["code"]) == (409, "quota_reached")
    assert await states(hall, *cases) == {"in_notice"}
    assert (await hall.client.get(f"{V1}/titles")).json()["items"] == []


async def test_a_case_that_is_no_longer_eligible_is_not_recognised(hall: Hall):
    (case,) = await hall.ranked()
    ready = await hall.approved(await hall.closed(case))
    await hall.turn_ineligible(case)
    refused = await hall.issue(ready)
    assert refused.json()["blocked"]["blockers"]["recognise"][0]["code"] == "not_eligible"


async def test_a_chair_of_a_city_does_not_decide_for_the_province(hall: Hall):
    notice = await hall.closed(*await hall.ranked())
    named = [(await hall.entry(notice), "recognise")]
    answer = await hall.draft_decision(notice, named, region=JINING)
    assert (answer.status_code, answer.json()["code"]) == (403, "run_by_another_region")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PROGRAMME_OFFICER, Role.RECOGNITION_MEMBER])
async def test_V18_only_the_chair_drafts_and_issues(hall: Hall, role: Role):
    headers = hall.as_(role, region="37.", if_match=1)
    for path in (f"{V1}/decisions", f"{V1}/decisions/{new_id()}/issue"):
        answer = await hall.client.post(path, json={}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


async def test_issuing_under_one_key_issues_once(hall: Hall):
    ready = await hall.approved(await hall.closed(*await hall.ranked()))
    first = await hall.issue(ready, key="once", subject="chair")
    second = await hall.issue(ready, key="once", subject="chair")
    assert (first.status_code, second.headers["Idempotent-Replayed"]) == (200, "true")
    assert first.json() == second.json()
    assert await hall.taken("recognised") == 1

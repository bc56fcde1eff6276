"""Public notices over HTTP: drafted, opened under the cap, read by anybody, closed by time."""

from datetime import date, timedelta

import httpx
import pytest

from services.review.notices.rules import snapshot_hash
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.events.calendars import Calendars
from tests.review.hall import KEEPER, V1, Hall
from tests.review.vault import JINING


async def test_V10_a_notice_opens_for_its_working_days(hall: Hall):
    notice = await hall.opened(*await hall.ranked(2))
    async with hall.database.read(SYSTEM) as session:
        due = (await Calendars(session).working()).add_working_days(hall.database.clock.today(), 5)
    assert (notice["state"], notice["working_days"]) == ("open", 5)
    assert (notice["closes_on"], notice["provisional"]) == (str(due.day), due.provisional)


async def test_V10_a_holiday_lengthens_a_notice_and_a_make_up_day_shortens_it(hall: Hall):
    """The day on which it closes is counted with the calendar of its opening day."""
    day, length = hall.database.clock.today() + timedelta(days=1), {}
    for kind in ("makeup", "holiday"):
        async with hall.database.write(SYSTEM) as session:
            for step in range(14):
                told = {"day": str(day + timedelta(days=step)), "kind": kind, "name": "调整", "source": "文"}
                for year in {day.year, (day + timedelta(days=step)).year}:
                    await Calendars(session).take_over(
                        {"year": year, "published": True, "version": 1000 * len(length) + step + 100, **told}
                    )
        notice = await hall.opened(*await hall.ranked())
        length[kind] = (date.fromisoformat(notice["closes_on"]) - hall.database.clock.today()).days
    assert length["makeup"] == 5
    assert length["holiday"] > 14


async def test_V10_anybody_reads_an_open_notice_without_a_token(hall: Hall, client: httpx.AsyncClient):
    first, second = await hall.ranked(2)
    notice = await hall.opened(first, second)
    shown = await client.get(f"{V1}/notices/{notice['id']}")
    assert (shown.status_code, shown.headers["ETag"]) == (200, f'"{notice["version"]}"')
    entries = await hall.entries(notice)
    assert [entry["application_id"] for entry in entries] == [str(first.id), str(second.id)]
    assert [entry["snapshot_hash"] for entry in entries] == [snapshot_hash(e["snapshot"]) for e in entries]
    assert entries[0]["snapshot"] == {
        "application_number": first.number,
        "organisation_name": first.organisation_name,
        "region_code": "370828",
        "category": "regional_origin_agriculture",
    }
    listed = (await client.get(f"{V1}/notices", params={"round_id": str(hall.round_id)})).json()["items"]
    assert [each["id"] for each in listed] == [notice["id"]]


async def test_a_draft_is_known_to_officers_of_its_region_only(hall: Hall, client: httpx.AsyncClient):
    notice = await hall.drafted(*await hall.ranked())
    path = f"{V1}/notices/{notice['id']}"
    assert (await client.get(path)).json()["code"] == "notice_not_found"
    assert (await client.get(f"{path}/entries")).status_code == 404
    assert (await client.get(path, headers=hall.officer(region=JINING))).status_code == 404
    assert (await client.get(path, headers=hall.officer())).json()["state"] == "draft"
    assert (await client.get(f"{V1}/notices", params={"state": "draft"})).json()["items"] == []


async def test_a_draft_changes_nothing_and_takes_no_seat(hall: Hall):
    (case,) = await hall.ranked()
    await hall.drafted(case)
    assert await hall.taken() == 0
    assert (await hall.case(case.id)).state == "ranked"


async def test_V08_opening_takes_a_seat_for_each_entry(hall: Hall):
    cases = await hall.ranked(3)
    notice = await hall.opened(*cases)
    assert await hall.taken() == 3
    assert {(await hall.case(case.id)).state for case in cases} == {"in_notice"}
    assert [entry["transition"] for entry in await hall.trail("notice", notice["id"])] == ["create", "open"]


async def test_V08_a_notice_beyond_the_cap_opens_with_none_of_its_entries(hall: Hall):
    await hall.cap("selected", 2)
    cases = await hall.ranked(3)
    notice = await hall.drafted(*cases)
    answer = await hall.notice_step(notice, "open")
    assert (answer.status_code, answer.json()["code"]) == (409, "action_not_allowed")
    assert answer.json()["blocked"]["blockers"]["enter_notice"][0]["code"] == "cap_reached"
    assert await hall.taken() == 0
    assert {(await hall.case(case.id)).state for case in cases} == {"ranked"}


async def test_V09_a_reserve_is_promoted_into_a_notice(hall: Hall):
    (case,) = await hall.ranked(state="reserve")
    await hall.opened(case)
    assert (await hall.case(case.id)).state == "in_notice"
    assert (await hall.trail("application", case.id))[-1]["transition"] == "promote"


async def test_an_application_that_is_not_eligible_is_not_noticed(hall: Hall):
    notice = await hall.drafted(*await hall.ranked(eligible=False))
    answer = await hall.notice_step(notice, "open")
    assert answer.json()["blocked"]["blockers"]["enter_notice"][0]["code"] == "not_eligible"


async def test_a_list_with_strangers_or_repetitions_names_each_fault(hall: Hall):
    known, early = *await hall.ranked(), *await hall.ranked(state="submitted")
    body = {
        "round_id": str(hall.round_id),
        "application_ids": [str(known.id), str(new_id()), str(known.id), str(early.id)],
        "text": "公示",
    }
    answer = await hall.client.post(f"{V1}/notices", json=body, headers=hall.officer())
    assert (answer.status_code, answer.json()["code"]) == (422, "entries_unknown")
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/application_ids/1", "application_unknown"),
        ("/application_ids/2", "application_unknown"),
        ("/application_ids/3", "application_not_noticeable"),
    ]


async def test_a_round_that_is_not_there_has_no_notice(hall: Hall):
    body = {"round_id": str(new_id()), "application_ids": [str(new_id())], "text": "公示"}
    answer = await hall.client.post(f"{V1}/notices", json=body, headers=hall.officer())
    assert (answer.status_code, answer.json()["code"]) == (404, "round_not_found")


async def test_an_officer_of_a_city_does_not_notice_for_the_province(hall: Hall):
    answer = await hall.draft(*await hall.ranked(), region=JINING)
    assert (answer.status_code, answer.json()["code"]) == (403, "run_by_another_region")
    notice = await hall.opened(*await hall.ranked())
    refused = await hall.notice_step(notice, "discard", region=JINING)
    assert (refused.status_code, refused.json()["code"]) == (403, "run_by_another_region")


async def test_a_running_application_is_not_noticed_twice(hall: Hall):
    (case,) = await hall.ranked()
    await hall.opened(case)
    again = await hall.notice_step(await hall.drafted(case), "open")
    assert (again.status_code, again.json()["code"]) == (409, "entry_already_noticed")


async def test_a_step_needs_the_version_that_was_seen(hall: Hall):
    notice = await hall.drafted(*await hall.ranked())
    assert (await hall.notice_step(notice, "open", if_match=99)).status_code == 412
    headers = hall.officer()
    path = f"{V1}/notices/{notice['id']}/actions"
    assert (await hall.client.post(path, json={"action": "open"}, headers=headers)).status_code == 428


async def test_opening_twice_under_one_key_opens_once(hall: Hall):
    notice = await hall.drafted(*await hall.ranked(2))
    first = await hall.notice_step(notice, "open", key="once", subject="officer")
    second = await hall.notice_step(notice, "open", key="once", subject="officer")
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.json() == second.json()
    assert await hall.taken() == 2


async def test_a_discarded_draft_is_over(hall: Hall):
    notice = await hall.drafted(*await hall.ranked())
    gone = (await hall.notice_step(notice, "discard")).json()
    assert gone["state"] == "discarded"
    refused = await hall.notice_step(gone, "open")
    assert (refused.status_code, refused.json()["blocked"]["state"]) == (409, "discarded")


async def test_an_officer_cannot_close_what_time_closes(hall: Hall):
    refused = await hall.notice_step(await hall.opened(*await hall.ranked()), "close")
    blocked = refused.json()["blocked"]
    assert blocked["blockers"]["close"][0]["code"] == "step_of_another_role"


async def test_V10_time_closes_a_notice_after_its_last_day(hall: Hall):
    notice = await hall.opened(*await hall.ranked())
    hall.later(date.fromisoformat(notice["closes_on"]))
    assert await KEEPER.close_notices(hall.database, hall.database.clock) == 0
    hall.later(date.fromisoformat(notice["closes_on"]) + timedelta(days=1))
    assert await KEEPER.close_notices(hall.database, hall.database.clock) == 1
    assert await KEEPER.close_notices(hall.database, hall.database.clock) == 0
    shown = (await hall.client.get(f"{V1}/notices/{notice['id']}")).json()
    assert shown["state"] == "closed"
    last = (await hall.trail("notice", notice["id"]))[-1]
    assert (last["event"], last["actor_roles"], last["audience"]) == ("notice.closed", ["clock"], "public")


async def test_the_steps_of_a_notice_are_offered_to_its_officer(hall: Hall):
    notice = await hall.drafted(*await hall.ranked())
    path = f"{V1}/notices/{notice['id']}/actions"
    offered = (await hall.client.get(path, headers=hall.officer())).json()["actions"]
    assert [(each["action"], each["target"], each["blockers"]) for each in offered] == [
        ("open", "open", []),
        ("discard", "discarded", []),
    ]


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.CITY_OFFICER, Role.RECOGNITION_CHAIR, Role.SUPERVISOR])
async def test_only_a_programme_officer_writes_notices(hall: Hall, role: Role):
    answer = await hall.client.post(f"{V1}/notices", json={}, headers=hall.as_(role, region="37."))
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


async def test_without_a_token_nothing_is_written(hall: Hall):
    answer = await hall.client.post(f"{V1}/notices", json={}, headers=hall.nobody())
    assert answer.status_code == 401

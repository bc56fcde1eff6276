"""What may I do now, and why not: the steps of objections, decisions and titles, told to each role."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from services.review.titles.workflow import TitleAction
from shared.codes.roles import Role
from shared.db.ids import new_id
from shared.testing.tokens import TestIssuer, bound
from tests.review.hall import V1, Answered, Hall
from tests.review.vault import JINING, YANTAI

Steps = dict[str, list[str]]
"""The codes of what blocks each step, by step; an empty list: it is open."""
Asks = Callable[[str, dict[str, str]], Awaitable[Steps]]


@pytest.fixture
def offered(hall: Hall) -> Asks:
    async def ask(path: str, headers: dict[str, str]) -> Steps:
        answer = await hall.client.get(f"{V1}/{path}/actions", headers=headers)
        assert answer.status_code == 200, answer.text
        for each in answer.json()["actions"]:
            assert each["open"] == (each["blockers"] == [])
        return {
            each["action"]: [blocker["code"] for blocker in each["blockers"]]
            for each in answer.json()["actions"]
        }

    return ask


@pytest.fixture
async def objection(hall: Hall) -> Answered:
    entry = await hall.entry(await hall.opened(*await hall.ranked()))
    receipt = await hall.objected(entry)
    return {**entry, **await hall.objection(receipt), "id": receipt["id"]}


async def test_V10_a_received_objection_is_the_officer_s_to_hear_and_nobody_else_s(
    hall: Hall, offered: Asks, objection: Answered
) -> None:
    path = f"objections/{objection['id']}"
    assert await offered(path, hall.officer()) == {"admit": [], "refuse": []}
    assert await offered(path, hall.as_(Role.AUDITOR, region="37.")) == {}
    own = await organisation_of(hall, objection)
    assert await offered(path, hall.as_(Role.APPLICANT, organisation=own)) == {}
    elsewhere = await hall.client.get(
        f"{V1}/{path}/actions", headers=hall.as_(Role.CITY_OFFICER, region=YANTAI)
    )
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "objection_not_found")


async def organisation_of(hall: Hall, objection: Answered) -> UUID:
    return (await hall.case(objection["application_id"])).organisation_id


async def test_V10_an_admitted_objection_waits_for_the_applicant_before_it_is_upheld(
    hall: Hall, offered: Asks, objection: Answered
) -> None:
    await hall.hear(objection, "admission", {})
    path = f"objections/{objection['id']}"
    own = await organisation_of(hall, objection)
    assert await offered(path, hall.as_(Role.APPLICANT, organisation=own)) == {"answer": []}
    assert await offered(path, hall.officer()) == {"uphold": ["answer_still_awaited"], "dismiss": []}


async def test_V10_who_took_part_is_told_why_the_objection_is_another_s_to_hear(
    hall: Hall, offered: Asks, objection: Answered
) -> None:
    case = await hall.case(objection["application_id"])
    await hall.took_part(case, "accept", "took-part", noun="application")
    path = f"objections/{objection['id']}"
    assert await offered(path, hall.officer(subject="took-part")) == {
        "admit": ["judge_took_part"],
        "refuse": ["judge_took_part"],
    }


async def test_an_applicant_who_is_an_officer_of_the_city_is_not_offered_another_s_answer(
    hall: Hall, offered: Asks, objection: Answered, issuer: TestIssuer
) -> None:
    await hall.hear(objection, "admission", {})
    both = issuer.bearer(
        "review",
        bound(Role.APPLICANT, organisation=new_id()),
        bound(Role.CITY_OFFICER, region=JINING),
    )
    assert await offered(f"objections/{objection['id']}", both) == {}


async def test_V11_a_decision_says_to_each_of_the_body_what_is_open_and_why_not(
    hall: Hall, offered: Asks
) -> None:
    ready = await hall.submitted(await hall.closed(*await hall.ranked()), needed=1)
    path = f"decisions/{ready['id']}"
    chair, member = hall.chair(subject="chair"), hall.member(subject="member")
    assert await offered(path, member) == {"approve": [], "return": []}
    assert await offered(path, chair) == {"approve": [], "return": [], "issue": ["approvals_missing"]}
    await hall.approve(ready, subject="member")
    assert await offered(path, member) == {"approve": ["already_approved"], "return": []}
    assert await offered(path, chair) == {"approve": [], "return": [], "issue": []}
    elsewhere = await hall.client.get(f"{V1}/{path}/actions", headers=hall.chair(region=YANTAI))
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "decision_not_found")


async def test_V18_who_recommended_is_told_that_approving_is_not_for_them(hall: Hall, offered: Asks) -> None:
    (case,) = await hall.ranked()
    notice = await hall.closed(case)
    await hall.took_part(case, "recommend", "took-part", noun="application")
    ready = await hall.submitted(notice)
    told = await offered(f"decisions/{ready['id']}", hall.member(subject="took-part"))
    assert told == {"approve": ["decider_took_part"], "return": []}


async def test_V12_a_title_is_its_holder_s_to_surrender_and_its_supervisor_s_to_suspend(
    hall: Hall, offered: Asks
) -> None:
    (title,) = await hall.titled(*await hall.ranked())
    path = f"titles/{title['id']}"
    assert await offered(path, hall.applicant(title)) == {"surrender": []}
    assert await offered(path, hall.supervisor()) == {"suspend": []}
    await hall.title_step(title, TitleAction.SUSPEND, hall.supervisor())
    assert await offered(path, hall.supervisor()) == {"restore": [], "revoke": []}
    others = (hall.supervisor(region=YANTAI), hall.as_(Role.APPLICANT, organisation=new_id()), hall.nobody())
    assert [await offered(path, other) for other in others] == [{}, {}, {}]


async def test_the_answer_is_in_the_caller_s_language_and_is_never_stored(hall: Hall) -> None:
    ready = await hall.submitted(await hall.closed(*await hall.ranked()), needed=2)
    told: dict[str, Any] = {}
    for language in ("zh-CN", "en"):
        answer = await hall.client.get(
            f"{V1}/decisions/{ready['id']}/actions", headers={**hall.chair(), "Accept-Language": language}
        )
        assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("no-store", "Accept-Language")
        assert answer.json()["state"] == "in_approval"
        told[language] = next(each for each in answer.json()["actions"] if each["action"] == "issue")
    assert told["zh-CN"]["blockers"][0]["detail"] == "需要2名委员同意，现有0名。"
    assert told["en"]["blockers"][0]["detail"] != told["zh-CN"]["blockers"][0]["detail"]
    assert told["en"]["blockers"][0]["params"] == {"given": 0, "needed": 2}

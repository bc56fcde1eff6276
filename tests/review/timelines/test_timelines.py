"""Applicants read plainly what happened and what is expected; everybody reads what may be done."""

from datetime import date

from services.review import main
from services.review.applications.workflow import APPLICATION, State
from services.review.timelines.rules import TOLD, TURNS
from shared.codes.roles import Role
from shared.messages.catalogue import Catalogue
from tests.review.walk import PATH, Walk


async def test_V04_the_timeline_tells_what_happened_and_whose_turn_it_is(walk: Walk):
    case = await walk.returned(await walk.submitted(), "/form/brand_story")
    answer = await walk.client.get(f"{PATH}/{case['id']}/timeline", headers=walk.mine(case))
    told = answer.json()
    assert [each["code"] for each in told["happened"]] == [
        "happened_create",
        "happened_submit",
        "happened_request_correction",
    ]
    assert told["expected"]["of"] == "applicant"
    assert told["expected"]["by"] == case["correction_due_on"]


async def test_a_division_is_expected_where_a_division_recommends(walk: Walk):
    case = await walk.submitted(category="export_enterprise")
    told = (await walk.client.get(f"{PATH}/{case['id']}/timeline", headers=walk.mine(case))).json()
    assert told["expected"]["of"] == "division_officer"
    assert date.fromisoformat(told["expected"]["by"]) > walk.database.clock.today()


def test_every_step_and_every_waiting_state_has_its_sentence():
    catalogue = Catalogue.load(main.MESSAGES)
    codes = [f"happened_{each}" for each in TOLD] + [f"expected_{each}" for each in TURNS]
    assert catalogue.gaps(codes) == []
    assert {action.value for action in APPLICATION.actions} | {"create"} == TOLD
    assert set(TURNS) == set(State) - APPLICATION.final - {State.RESERVE}


async def test_the_steps_of_a_draft_name_their_blockers(walk: Walk):
    case = await walk.draft()
    answer = await walk.client.get(
        f"{PATH}/{case['id']}/actions", headers={**walk.mine(case), "Accept-Language": "en"}
    )
    steps = {each["action"]: each for each in answer.json()["actions"]}
    assert set(steps) == {"submit", "withdraw"}
    assert steps["withdraw"]["open"] is True
    blockers = {each["code"]: each["detail"] for each in steps["submit"]["blockers"]}
    assert blockers["materials_missing"].startswith("Required materials are missing")


async def test_lists_stay_inside_region_and_organisation(walk: Walk):
    here, there = await walk.submitted(city="3708"), await walk.submitted(city="3701")
    mine = await walk.client.get(PATH, headers=walk.mine(here))
    city = await walk.client.get(PATH, headers=walk.city(there))
    province = await walk.client.get(
        f"{PATH}?region=370800&state=submitted&q=IPB&sort=-number&include_total=true",
        headers=walk.as_(Role.PROGRAMME_OFFICER, region="37."),
    )
    assert [each["id"] for each in mine.json()["items"]] == [here["id"]]
    assert [each["id"] for each in city.json()["items"]] == [there["id"]]
    assert [each["id"] for each in province.json()["items"]] == [here["id"]]
    assert province.json()["total"] == 1

"""Tasks of policy documents, and how their units report on them."""

from typing import Any

import httpx
import pytest

from shared.codes.roles import Role
from shared.testing.tokens import Signer

API = "/metrics/v1"
TASK = f"{API}/documents/trademark_brands_2018/tasks/task_3"
REPORTS = f"{TASK}/progress-reports"
JINING = "37.3708."


pytestmark = pytest.mark.stocked


def a_report(**members: str) -> dict[str, str]:
    return {
        "reported_on": "2019-03-31",
        "unit": "市工商局",
        "state": "under_way",
        "account": "已建成6处指导站。",
        **members,
    }


async def test_M01_tasks_name_who_is_responsible_and_who_supports(client: httpx.AsyncClient) -> None:
    """M01: six tasks of the province's plan and fourteen of Jining's."""
    found: list[dict[str, Any]] = (await client.get(f"{API}/tasks")).json()["items"]
    assert len(found) == 20
    shown = (await client.get(TASK)).json()
    assert shown["responsible"] == ["市工商局"]
    assert shown["supporting"] == ["市经济和信息化委", "市投资促进局"]
    assert (shown["state"], shown["reports"]) == ("not_started", [])


async def test_tasks_of_a_unit_are_those_it_answers_for_or_supports(client: httpx.AsyncClient) -> None:
    found = (await client.get(f"{API}/tasks", params={"unit": "市公安局"})).json()["items"]
    assert [each["code"] for each in found] == ["task_14"]


async def test_M01_a_unit_reports_and_everyone_sees_how_far_it_is(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    officer = as_(Role.CITY_OFFICER, region=JINING, if_match=1)
    answer = await client.post(REPORTS, json=a_report(), headers=officer)
    assert answer.status_code == 201, answer.text
    shown = (await client.get(TASK)).json()
    assert (shown["state"], shown["reported_on"], shown["version"]) == ("under_way", "2019-03-31", 2)
    assert shown["reports"][0]["account"] == "已建成6处指导站。"
    listed = await client.get(f"{API}/tasks", params={"state": "under_way"})
    assert [each["code"] for each in listed.json()["items"]] == ["task_3"]


async def test_a_repeated_call_reports_once(client: httpx.AsyncClient, as_: Signer) -> None:
    for _ in range(2):
        officer = as_(Role.CITY_OFFICER, region=JINING, if_match=1, key="once", subject="officer")
        answer = await client.post(REPORTS, json=a_report(), headers=officer)
        assert answer.status_code == 201, answer.text
    assert len((await client.get(TASK)).json()["reports"]) == 1


@pytest.mark.parametrize(
    ("role", "region", "version", "status", "code"),
    [
        (Role.CITY_OFFICER, "37.3706.", 1, 403, "task_of_another_region"),
        (Role.COUNTY_OFFICER, "37.3708.370828.", 1, 403, "role_missing"),
        (Role.APPLICANT, JINING, 1, 403, "role_missing"),
        (Role.CITY_OFFICER, JINING, 7, 412, "stale_version"),
    ],
)
async def test_only_units_of_the_region_report_on_what_they_have_seen(
    client: httpx.AsyncClient, as_: Signer, role: Role, region: str, version: int, status: int, code: str
) -> None:
    answer = await client.post(REPORTS, json=a_report(), headers=as_(role, region=region, if_match=version))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"unit": "市教育局"}, "unit_without_task"),
        ({"reported_on": "2999-01-01"}, "day_to_come"),
        ({"reported_on": "2019-03-30"}, "earlier_than_last_report"),
    ],
)
async def test_a_report_that_cannot_be_is_refused(
    client: httpx.AsyncClient, as_: Signer, members: dict[str, str], fault: str
) -> None:
    await client.post(REPORTS, json=a_report(), headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1))
    answer = await client.post(
        REPORTS, json=a_report(**members), headers=as_(Role.CITY_OFFICER, region=JINING, if_match=2)
    )
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["errors"]] == [fault]

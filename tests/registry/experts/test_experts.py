"""Experts: kept by their region, seen by siblings and themselves, never by organisations."""

import pytest

from services.registry.experts.workflow import WORKFLOW
from shared.codes.roles import Role
from shared.testing.database import Statements
from shared.testing.workflow import assert_only_the_table_moves
from tests.registry.conftest import JINING, PROVINCE, YANTAI

PATH = "/registry/v1/experts"


@pytest.fixture
def expert(client, as_):
    async def made(**members: object) -> dict:
        body = {
            "subject": "expert-17",
            "name": "孙明远",
            "phone": "13905311234",
            "region_code": "370800",
            "fields": ["brand_building"],
            **members,
        }
        answer = await client.post(PATH, json=body, headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE))
        assert answer.status_code == 201, answer.text
        return answer.json()

    return made


def test_only_the_table_moves_an_expert():
    assert_only_the_table_moves(WORKFLOW, None)


async def test_R13_experts_are_kept_by_region_and_shown_masked(client, as_, expert):
    made = await expert()
    assert (made["name"], made["phone"]) == ("孙*", "139****1234")
    here = await client.get(PATH, headers=as_(Role.CITY_OFFICER, region=JINING))
    there = await client.get(PATH, headers=as_(Role.CITY_OFFICER, region=YANTAI))
    sibling = await client.get(PATH, headers=as_(Role.SIBLING, region=""))
    assert [len(answer.json()["items"]) for answer in (here, there, sibling)] == [1, 0, 1]


async def test_an_expert_sees_the_own_record_only(client, as_, expert):
    own, other = await expert(), await expert(subject="expert-18")
    headers = as_(Role.EXPERT, subject="expert-17")
    assert [item["id"] for item in (await client.get(PATH, headers=headers)).json()["items"]] == [own["id"]]
    assert (await client.get(f"{PATH}/{other['id']}", headers=headers)).status_code == 404


async def test_an_applicant_knows_no_expert(client, as_, expert, register):
    await expert()
    own = await register()
    answer = await client.get(PATH, headers=as_(Role.APPLICANT, organisation=own["id"]))
    assert answer.status_code == 403


async def test_lists_narrow_by_field_region_and_absence(client, as_, expert):
    made = await expert(fields=["finance", "training"])
    await expert(subject="expert-18", region_code="370600")
    officer = {"role": Role.PROGRAMME_OFFICER, "region": PROVINCE}
    away = await client.patch(
        f"{PATH}/{made['id']}",
        json={"absences": [{"from_on": "2017-05-01", "until_on": "2017-06-01"}]},
        headers=as_(**officer, if_match=1),
    )
    assert away.json()["absences"] == [{"from_on": "2017-05-01", "until_on": "2017-06-01"}], away.text

    async def count(**params: str) -> int:
        return len((await client.get(PATH, params=params, headers=as_(**officer))).json()["items"])

    assert await count(field="finance,logistics") == 1
    assert await count(region="370600") == 1
    assert await count(available_on="2017-05-15") == 1
    assert await count(available_on="2017-06-01") == 2
    assert await count(status="retired") == 0


async def test_an_expert_declares_ties_and_cannot_end_a_pinned_one(client, as_, expert, register):
    made, organisation = await expert(), await register()
    path, own = f"{PATH}/{made['id']}/relations", {"role": Role.EXPERT, "subject": "expert-17"}
    declared = await client.post(
        path,
        json={"organisation_id": organisation["id"], "kind": "advises", "pinned": True},
        headers=as_(**own),
    )
    assert declared.status_code == 201, declared.text
    first = declared.json()["relations"][0]
    assert (first["origin"], first["pinned"]) == ("declared", False)
    ended = await client.post(
        f"{path}/{first['id']}/end", json={"until_on": "2017-03-01"}, headers=as_(**own, if_match=1)
    )
    assert ended.json()["relations"][0]["until_on"] == "2017-03-01", ended.text
    found = await client.post(
        path,
        json={"organisation_id": organisation["id"], "kind": "shareholder", "pinned": True},
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    pinned = found.json()["relations"][1]
    assert (pinned["origin"], pinned["pinned"]) == ("found", True)
    refused = await client.post(
        f"{path}/{pinned['id']}/end", json={"until_on": "2017-03-01"}, headers=as_(**own, if_match=1)
    )
    assert refused.json()["code"] == "relation_pinned"


async def test_an_expert_retires_but_does_not_suspend_the_own_record(client, as_, expert):
    made = await expert()
    own = {"role": Role.EXPERT, "subject": "expert-17"}
    body = {"action": "suspend", "reason": "回避"}
    refused = await client.post(f"{PATH}/{made['id']}/actions", json=body, headers=as_(**own, if_match=1))
    assert refused.status_code == 409
    gone = await client.post(
        f"{PATH}/{made['id']}/actions", json={**body, "action": "retire"}, headers=as_(**own, if_match=1)
    )
    assert gone.json()["status"] == "retired", gone.text


async def test_a_list_asks_the_same_number_of_questions_whatever_its_length(client, as_, expert, database):
    headers, sent = as_(Role.SIBLING, region=""), []
    for number in range(2):
        await expert(subject=f"expert-{number}")
        with Statements(database) as statements:
            await client.get(PATH, headers=headers)
        sent.append(len(statements.sent))
    assert sent[0] == sent[1]


async def test_one_expert_is_shown_masked_with_every_tie_and_the_steps_that_are_open(client, as_, expert):
    made = await expert()
    headers = as_(Role.CITY_OFFICER, region=JINING)
    shown = (await client.get(f"{PATH}/{made['id']}", headers=headers)).json()
    assert (shown["name"], shown["relations"]) == ("孙*", [])
    steps = (await client.get(f"{PATH}/{made['id']}/actions", headers=headers)).json()
    assert steps["state"] == "active"
    assert "suspend" in {each["action"] for each in steps["actions"] if each["open"]}

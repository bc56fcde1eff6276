"""What organisations hold, as siblings read it: valid marks only, in two queries, with a telling version."""

from services.trademark.timekeeping.service import follow_organisation
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.events.event import Event
from shared.testing.database import Statements
from shared.time.clock import instant

PATH = "/trademark/v1"


async def a_holder(database) -> str:
    organisation = new_id()
    facts = {
        "credit_code": "91370828MA3C4G5H68",
        "name": "蒜业公司",
        "current_region": "370828",
        "region_path": "37.3708.370828.",
    }
    data = {"facts": facts, "status": "active", "revision": 1}
    told = Event(new_id(), "registry", "organisation.registered", organisation, instant(), 1, data)
    async with database.write(SYSTEM) as session:
        await follow_organisation(session, told)
    return str(organisation)


async def test_T01_a_sibling_reads_valid_marks_and_sees_by_the_version_when_one_is_lost(
    client, as_, database
):
    holder = await a_holder(database)

    def officer(**given: object) -> dict:
        return as_(Role.CITY_OFFICER, region="37.3708.", **given)

    async def holdings() -> dict:
        answer = await client.get(
            f"{PATH}/organisations/{holder}/holdings", headers=as_(Role.SIBLING, region="")
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    body = {
        "number": "13579246",
        "name": "金乡蒜都",
        "kind": "product",
        "filed_on": "2019-02-05",
        "holder": {"organisation_id": holder},
        "goods": [{"class_number": 31, "name": "大蒜"}],
        "source": "商标公告",
    }
    mark = (await client.post(f"{PATH}/marks", json=body, headers=officer())).json()
    empty = await holdings()
    assert (empty["marks"], empty["authorisations"]) == ([], [])
    for kind, on in (("registered", "2020-04-07"), ("revoked", "2024-01-01")):
        said = {"kind": kind, "legal_on": on, "source": "商标公告"}
        headers = officer(if_match=mark["version"])
        mark = (await client.post(f"{PATH}/marks/{mark['id']}/events", json=said, headers=headers)).json()
        if kind == "registered":
            held = await holdings()
            assert [one["number"] for one in held["marks"]] == ["13579246"]
            assert held["version"] != empty["version"]
            assert (await holdings())["version"] == held["version"]
    assert (await holdings())["version"] == empty["version"]


async def test_many_organisations_cost_two_queries_and_only_readers_may_ask(client, as_, database):
    ids = [str(new_id()) for _ in range(20)]
    sibling = as_(Role.SIBLING, region="")
    with Statements(database) as asked:
        answer = await client.post(f"{PATH}/organisations/holdings", json={"ids": ids}, headers=sibling)
    assert [item["id"] for item in answer.json()["items"]] == ids
    assert len([one for one in asked.sent if "FROM trademark." in one]) == 2
    assert (await client.get(f"{PATH}/organisations/{ids[0]}/holdings")).status_code == 401
    expert = await client.get(f"{PATH}/organisations/{ids[0]}/holdings", headers=as_(Role.EXPERT, region=""))
    assert expert.status_code == 403

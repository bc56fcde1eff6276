"""Authorised users over HTTP: four routes, periods, quotas that are never exceeded."""

import asyncio
from datetime import date, timedelta

import httpx
from sqlalchemy import func, select

from services.trademark.authorisations.dependencies import expire_uses
from services.trademark.authorisations.models import IndicationUse
from services.trademark.authorisations.repository import Uses
from services.trademark.authorisations.service import authorisations_of
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from tests.trademark.authorisations.conftest import USES, YEAR, a_use
from tests.trademark.conftest import JINING, PROVINCE, YANTAI, a_form, an_indication, entries


async def test_T03_a_producer_applies_and_the_officer_of_the_place_grants(client, indication, apply, step):
    use = await apply(await indication())
    assert (use["state"], use["region_path"], use["hectares"]) == (
        "applied", f"{JINING}370828.", "10.000000",
    )  # fmt: skip
    granted = await step(use, "grant")
    assert (granted.json()["state"], granted.json()["version"]) == ("granted", 2), granted.text
    listed = (await client.get(USES)).json()["items"]
    assert [each["id"] for each in listed] == [use["id"]]


async def test_an_application_is_seen_by_user_manager_and_officers_of_the_place_only(
    client, as_, indication, apply
):
    manager = str(new_id())
    use = await apply(await indication(manager_id=manager))
    seen = {
        "nobody": None,
        "user": as_(Role.APPLICANT, organisation=use["organisation_id"]),
        "manager": as_(Role.AREA_MANAGER, organisation=manager),
        "here": as_(Role.COUNTY_OFFICER, region=f"{JINING}370828."),
        "there": as_(Role.CITY_OFFICER, region=YANTAI),
        "rival": as_(Role.APPLICANT, organisation=new_id()),
    }
    found = {
        who: (await client.get(f"{USES}/{use['id']}", headers=head)).status_code for who, head in seen.items()
    }
    assert found == {"nobody": 404, "user": 200, "manager": 200, "here": 200, "there": 404, "rival": 404}
    counted = {who: len((await client.get(USES, headers=head)).json()["items"]) for who, head in seen.items()}
    assert counted == {"nobody": 0, "user": 1, "manager": 1, "here": 1, "there": 0, "rival": 0}


async def test_the_database_hides_applications_too(indication, apply, database):
    use = await apply(await indication())
    async with database.open() as session:
        assert await session.scalar(select(func.count()).select_from(IndicationUse)) == 0
    async with database.read(SYSTEM) as session:
        assert await session.scalar(select(IndicationUse.state)) == use["state"]


async def test_a_manager_decides_by_contract_and_mark_but_never_on_a_product_indication(
    indication, apply, step
):
    manager = str(new_id())
    forms = [a_form(), a_form(kind="product_indication")]
    made = await indication(manager_id=manager, forms=forms)
    licensed, approved = await apply(made), await apply(made, route="product_user")
    own = await apply(made, organisation_id=manager)
    acting = {"role": Role.AREA_MANAGER, "organisation": manager}
    assert (await step(licensed, "grant", **acting)).status_code == 200
    assert (await step(approved, "grant", **acting)).status_code == 409
    refused = (await step(own, "grant", **acting)).json()
    assert refused["blocked"]["blockers"]["grant"][0]["code"] == "own_use"


async def test_a_route_needs_its_form_to_be_registered(client, as_, indication, apply, step):
    use = await apply(await indication(), route="collective_member")
    refused = (await step(use, "grant")).json()
    assert refused["blocked"]["blockers"]["grant"][0]["code"] == "form_not_registered"
    offered = await client.get(f"{USES}/{use['id']}/actions", headers=as_(Role.CITY_OFFICER, region=JINING))
    assert {each["action"]: each["open"] for each in offered.json()["actions"]} == {
        "grant": False, "decline": True,
    }  # fmt: skip


async def test_officers_of_another_place_and_rivals_decide_nothing(indication, apply, step):
    use = await apply(await indication())
    assert (await step(use, "grant", region=YANTAI)).status_code == 404
    own = {"role": Role.APPLICANT, "organisation": use["organisation_id"]}
    assert (await step(use, "grant", **own)).status_code == 409
    gone = await step(use, "retract", **own)
    assert gone.json()["state"] == "retracted", gone.text


async def test_an_application_that_does_not_fit_is_refused_at_its_place(client, as_, indication):
    made = await indication(yield_kg_per_hectare="100")
    path = f"/trademark/v1/indications/{made['id']}/authorisations"
    user = str(new_id())
    cases = {
        "/valid_to": {"valid_from": f"{YEAR + 3}-01-01"},
        "/plots/0/region_code": {"plots": [{"region_code": "370829", "hectares": "1"}]},
        "/quota_kg": {"quota_kg": "1001"},
    }
    for pointer, members in cases.items():
        body = a_use(organisation_id=user, **members)
        answer = await client.post(path, json=body, headers=as_(Role.APPLICANT, organisation=user))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    rival = await client.post(path, json=a_use(), headers=as_(Role.APPLICANT, organisation=user))
    assert (rival.status_code, rival.json()["code"]) == (403, "applicant_unfit")
    officer = as_(Role.COUNTY_OFFICER, region=f"{JINING}370828.")
    assert (await client.post(path, json=a_use(), headers=officer)).status_code == 201


async def test_who_suspends_or_withdraws_says_why(client, as_, indication, apply, step):
    use = (await step(await apply(await indication()), "grant")).json()
    refused = await client.post(
        f"{USES}/{use['id']}/actions",
        json={"action": "suspend"},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=2),
    )
    assert refused.json()["code"] == "authorisation_reason_required"
    suspended = (await step(use, "suspend")).json()
    resumed = (await step(suspended, "resume")).json()
    withdrawn = await step(resumed, "withdraw")
    assert (withdrawn.json()["state"], withdrawn.json()["reason"]) == ("withdrawn", "抽检不合格")


async def test_whoever_has_seen_an_older_version_decides_nothing(client, indication, apply, step):
    use = await apply(await indication())
    stale = await step({**use, "version": use["version"] + 1}, "grant")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert (await client.get(USES)).json()["items"] == []


async def test_two_authorisations_of_one_user_never_overlap(indication, apply, step):
    made, user = await indication(), str(new_id())
    first = await apply(made, organisation_id=user)
    second = await apply(
        made, organisation_id=user, valid_from=f"{YEAR + 2}-12-31", valid_to=f"{YEAR + 4}-12-31"
    )
    third = await apply(
        made, organisation_id=user, valid_from=f"{YEAR + 3}-01-01", valid_to=f"{YEAR + 4}-12-31"
    )
    assert (await step(first, "grant")).status_code == 200
    refused = await step(second, "grant")
    assert (refused.status_code, refused.json()["code"]) == (409, "user_authorisation_overlaps")
    assert (await step(third, "grant")).status_code == 200


async def test_capacity_and_land_are_counted_year_by_year(client, indication, apply, step):
    made = await indication(yearly_capacity_kg="1500", area_hectares="25")
    first = (await step(await apply(made), "grant")).json()
    over = await step(
        await apply(made, quota_kg="501", plots=[{"region_code": "370828", "hectares": "1"}]), "grant"
    )
    assert (over.status_code, over.json()["code"]) == (409, "capacity_reached")
    wide = await apply(made, quota_kg="1", plots=[{"region_code": "370828", "hectares": "15.1"}])
    assert (await step(wide, "grant")).json()["code"] == "land_reached"
    later = await apply(made, quota_kg="1500", valid_from=f"{YEAR + 3}-01-01", valid_to=f"{YEAR + 3}-12-31")
    assert (await step(later, "grant")).status_code == 200
    await step(first, "withdraw")
    allotted = (await client.get(f"/trademark/v1/indications/{made['id']}/allotments")).json()["items"]
    assert {each["year"]: each["allotted_kg"] for each in allotted} == {
        YEAR: "1000.000000", YEAR + 1: "0.000000", YEAR + 2: "0.000000", YEAR + 3: "1500.000000",
    }  # fmt: skip


async def test_the_capacity_cannot_be_cut_below_what_is_allotted(client, as_, indication, apply, step):
    made = await indication(yearly_capacity_kg="1500")
    await step(await apply(made), "grant")
    officer = as_(Role.CITY_OFFICER, region=JINING, if_match=1)
    path = f"/trademark/v1/indications/{made['id']}"
    refused = await client.patch(path, json={"yearly_capacity_kg": "999"}, headers=officer)
    assert (refused.status_code, refused.json()["code"]) == (409, "capacity_reached")
    assert (await client.patch(path, json={"yearly_capacity_kg": "1000"}, headers=officer)).status_code == 200


async def test_time_ends_what_is_over_and_nothing_else(client, indication, apply, step, database):
    made, today = await indication(), database.clock.today()
    running = {"valid_from": "2020-01-01", "valid_to": today.isoformat()}
    use = (await step(await apply(made, **running), "grant")).json()
    other = (await step(await apply(made, valid_to="2099-12-31"), "grant")).json()
    assert await expire_uses(database, database.clock) == 0
    database.clock.follow(timedelta(days=1))
    assert await expire_uses(database, database.clock) == 1
    assert await expire_uses(database, database.clock) == 0
    states = [(await client.get(f"{USES}/{each['id']}")).json()["state"] for each in (use, other)]
    assert states == ["expired", "granted"]
    told = await entries(database, "indication_use", use["id"])
    assert [each.event for each in told] == ["producer.applied", "producer.authorised", "producer.expired"]
    assert [each.audience for each in told] == ["region", "public", "public"]


async def test_what_an_organisation_holds_on_a_day_is_answered_for_many_at_once(
    indication, apply, step, database
):
    made = await indication()
    granted = (await step(await apply(made), "grant")).json()
    waiting = await apply(made)
    suspended = (await step((await step(await apply(made), "grant")).json(), "suspend")).json()
    organisations = [each["organisation_id"] for each in (granted, waiting, suspended)]
    async with database.read(SYSTEM) as session:
        held = await authorisations_of(Uses(session), organisations, date(YEAR + 2, 12, 31))
        later = await authorisations_of(Uses(session), organisations, date(YEAR + 3, 1, 1))
    assert [[(h.name, h.form) for h in each] for each in held.values()] == [
        [("金乡大蒜", "certification_mark")]
    ]
    assert later == {}


async def test_of_many_grants_at_once_the_capacity_admits_what_it_can(committed_database, build, as_):
    database = await committed_database("trademark")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build(database)), base_url="http://trademark.test"
    ) as client:
        province = as_(Role.PROGRAMME_OFFICER, region=PROVINCE)
        made = (
            await client.post(
                "/trademark/v1/indications", json=an_indication(yearly_capacity_kg="3500"), headers=province
            )
        ).json()
        path = f"/trademark/v1/indications/{made['id']}/authorisations"
        officer = {"role": Role.CITY_OFFICER, "region": JINING}
        asked = [(await client.post(path, json=a_use(), headers=as_(**officer))).json() for _ in range(8)]

        async def grant(use) -> int:
            headers = as_(**officer, if_match=1)
            answer = await client.post(
                f"{USES}/{use['id']}/actions", json={"action": "grant"}, headers=headers
            )
            return answer.status_code

        answers = await asyncio.gather(*(grant(use) for use in asked))
        assert sorted(answers) == [200, 200, 200, 409, 409, 409, 409, 409]
        allotted = (await client.get(f"/trademark/v1/indications/{made['id']}/allotments")).json()["items"]
        assert {each["allotted_kg"] for each in allotted} == {"3000.000000"}

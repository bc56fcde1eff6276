"""A report from draft to publication, back and again."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest

from services.metrics.counting.repository import Counts
from services.metrics.readings.rules import Comparison, Condition, CountQuestion, Window
from services.metrics.reporting.rules import ReportFacts, SheetFacts
from services.metrics.reporting.workflow import REPORT, SHEET
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.relay import Relay
from shared.testing.workflow import assert_only_the_table_moves
from tests.metrics.reporting.office import GOOD, JINING, JINXIANG, RENCHENG, YANTAI, Office

SUM = "3000000000.000000"


@pytest.fixture
def office(client: httpx.AsyncClient, as_, database) -> Office:
    return Office(client, as_, database)


@pytest.fixture
async def window(office: Office):
    """Two counties of one city and another city are asked."""
    answer = await office.window([JINXIANG, RENCHENG, YANTAI])
    assert answer.status_code == 201, answer.text
    return answer.json()


async def published(office: Office, window):
    reports = [await office.approved(window, region) for region in (JINXIANG, RENCHENG, YANTAI)]
    for region in (JINING, "370000"):
        answer = await office.settle(window, region)
        assert answer.status_code == 200, answer.text
    return reports


def blockers(answer, action):
    return [each["code"] for each in answer.json()["blocked"]["blockers"][action]]


async def test_M06_a_report_goes_up_the_chain_and_becomes_figures(office: Office, window):
    before = await office.figure("ecommerce_volume")
    assert (before.get("value"), before["completeness"]["expected"]) == (None, 3)
    reports = await published(office, window)
    found = await office.figure("ecommerce_volume")
    assert found["value"] == "9000000000.000000"
    completeness = found["completeness"]
    assert [completeness[name] for name in ("expected", "reported", "approved", "missing")] == [3, 3, 3, []]
    assert (await office.figure("ecommerce_volume", JINING))["value"] == "6000000000.000000"
    assert (await office.figure("ecommerce_volume", JINXIANG))["value"] == SUM
    assert (await office.read(reports[0])).json()["state"] == "published"
    listed = (await office.client.get("/metrics/v1/observations", params={"region": JINXIANG})).json()
    assert {each["origin"] for each in listed["items"]} == {"report"}


async def test_M06_nothing_unpublished_is_seen_outside_its_region(office: Office, window):
    report = await office.approved(window, JINXIANG)
    assert (await office.figure("ecommerce_volume")).get("value") is None
    assert (await office.read(report, Role.COUNTY_OFFICER, RENCHENG)).status_code == 404
    assert (await office.read(report, Role.CITY_OFFICER, YANTAI)).status_code == 404
    assert (await office.read(report, Role.CITY_OFFICER, JINING)).status_code == 200
    url = f"/metrics/v1/report-windows/{window['id']}/reports"
    for region, count in ((YANTAI, 0), (JINING, 1)):
        listed = await office.client.get(url, headers=office.officer(Role.CITY_OFFICER, region))
        assert len(listed.json()["items"]) == count


async def test_M06_on_its_way_a_report_is_told_to_its_region_and_not_to_everybody(
    office: Office, window, as_
):
    await office.approved(window, JINXIANG)
    await Relay(office.database).stamp()

    async def told(headers) -> set[str]:
        answer = await office.client.get("/metrics/v1/changes", params={"limit": "200"}, headers=headers)
        return {each["type"].split(".")[3] for each in answer.json()["items"]}

    assert "report" in await told(as_(Role.STATISTICIAN, region="37."))
    assert "report" not in await told({})


async def test_M06_below_comes_before_above(office: Office, window):
    await office.approved(window, JINXIANG)
    await office.submitted(window, RENCHENG)
    early = await office.settle(window, JINING)
    assert (early.status_code, blockers(early, "approve")) == (409, ["below_waiting"])
    top = await office.settle(window, "370000")
    assert blockers(top, "publish") == ["below_waiting"]


async def test_M06_who_has_not_reported_holds_up_until_the_window_closes_and_is_named(office: Office, window):
    await office.approved(window, JINXIANG)
    assert blockers(await office.settle(window, JINING), "approve") == ["below_missing"]
    office.database.clock.follow(office.database.clock.offset + timedelta(days=11))
    for region in (JINING, "370000"):
        assert (await office.settle(window, region)).status_code == 200
    found = await office.figure("ecommerce_volume")
    assert (found["value"], found["completeness"]["missing"]) == (SUM, [YANTAI, RENCHENG])
    headers = office.officer(Role.CITY_OFFICER, JINING)
    standing = await office.client.get(f"/metrics/v1/report-windows/{window['id']}/standing", headers=headers)
    assert [(each["region"], each["state"], each["late"]) for each in standing.json()["items"]] == [
        (RENCHENG, "missing", True),
        (JINXIANG, "published", False),
    ]
    late = await office.submitted(window, YANTAI)
    assert late["late"] is True


async def test_M06_nobody_approves_what_passed_through_the_own_hands(office: Office, window):
    report = await office.submitted(window, JINXIANG)
    own = await office.step(report, "approve", Role.COUNTY_OFFICER, subject="clerk")
    assert (own.status_code, blockers(own, "approve")) == (409, ["own_hands"])
    city = await office.step(report, "approve", Role.CITY_OFFICER, JINING)
    assert blockers(city, "approve") == ["approved_at_own_level"]
    await office.step(report, "approve", Role.COUNTY_OFFICER, subject="both-370800")
    await office.approved(window, RENCHENG)
    assert blockers(await office.settle(window, JINING, "both"), "approve") == ["own_hands"]


async def test_M06_a_report_is_returned_with_a_reason_and_comes_again(office: Office, window):
    report = await office.approved(window, JINXIANG)
    await office.approved(window, RENCHENG)
    assert (await office.settle(window, JINING)).status_code == 200
    bare = await office.step(report, "return", Role.CITY_OFFICER, JINING)
    assert (bare.status_code, bare.json()["code"]) == (422, "reason_missing")
    returned = await office.step(report, "return", Role.CITY_OFFICER, JINING, reason="与上年不符")
    assert (returned.json()["state"], returned.json()["reason"]) == ("returned", "与上年不符")
    assert (await office.sheets(window))[JINING]["state"] == "open"
    filled = await office.fill(returned.json())
    assert (await office.step(filled.json(), "submit", Role.STATISTICIAN, subject="clerk")).status_code == 200


async def test_M06_a_revision_reopens_only_the_ancestors_it_touches(office: Office, window):
    report = (await published(office, window))[0]
    report = (await office.read(report)).json()
    revised = await office.step(report, "revise", Role.STATISTICIAN, reason="核实", subject="clerk")
    assert (revised.json()["state"], revised.json()["revision"]) == ("draft", 2)
    states = {region: each["state"] for region, each in (await office.sheets(window)).items()}
    assert states == {JINING: "open", "370000": "open"}
    assert (await office.figure("ecommerce_volume"))["value"] == "9000000000.000000"
    filled = await office.fill(revised.json(), {**GOOD, "ecommerce_volume": "40"})
    again = await office.step(filled.json(), "submit", Role.STATISTICIAN, subject="clerk")
    assert (await office.step(again.json(), "approve", Role.COUNTY_OFFICER)).status_code == 200
    for region in (JINING, "370000"):
        assert (await office.settle(window, region)).status_code == 200
    found = await office.figure("ecommerce_volume")
    assert (found["value"], {each["version"] for each in found["receipt"]["sources"]}) == (
        "10000000000.000000",
        {1, 2},
    )
    assert (await office.figure("ecommerce_volume", release="first"))["value"] == "9000000000.000000"


async def test_M06_a_sheet_beside_is_left_alone_by_a_revision(office: Office):
    window = (await office.window([JINXIANG, "370602"])).json()
    report = await office.approved(window, JINXIANG)
    await office.approved(window, "370602")
    for region in (JINING, YANTAI):
        assert (await office.settle(window, region)).status_code == 200
    await office.step(report, "return", Role.CITY_OFFICER, JINING, reason="核实")
    states = {region: each["state"] for region, each in (await office.sheets(window)).items()}
    assert states == {JINING: "open", YANTAI: "approved", "370000": "open"}


async def test_M06_checks_hold_back_what_is_wrong_and_let_pass_what_is_explained(office: Office, window):
    begun = (await office.draft(window, JINXIANG)).json()
    wrong = (
        await office.fill(begun, {"ecommerce_volume": "3", "online_retail": "6", "retail_total": "1"})
    ).json()
    assert [(each["code"], each["level"]) for each in wrong["findings"]] == [("part_exceeds_whole", "block")]
    refused = await office.step(wrong, "submit", Role.STATISTICIAN, subject="clerk")
    assert (refused.status_code, blockers(refused, "submit")) == (409, ["report_findings"])
    unasked = await office.fill(wrong, {"marks": "3"})
    assert (unasked.status_code, unasked.json()["errors"][0]["code"]) == (422, "figure_not_asked")


async def test_M06_the_year_after_a_slip_of_the_unit_wants_an_explanation(office: Office, window):
    await published(office, window)
    year = {"period_from": "2018-01-01", "period_to": "2018-12-31"}
    following = (await office.window([JINXIANG], **year)).json()
    begun = (await office.draft(following, JINXIANG)).json()
    slip = {"ecommerce_volume": "300000", "online_retail": "6", "retail_total": "50"}
    filled = (await office.fill(begun, slip)).json()
    assert [(each["code"], each["level"]) for each in filled["findings"]] == [("unit_slip", "explain")]
    assert filled["findings"][0]["detail"] == "与上期相差约万倍，请核对单位或说明原因。"
    refused = await office.step(filled, "submit", Role.STATISTICIAN, subject="clerk")
    assert blockers(refused, "submit") == ["report_findings"]
    told = (await office.fill(filled, slip, explanations={"ecommerce_volume": "平台总部迁入"})).json()
    assert (await office.step(told, "submit", Role.STATISTICIAN, subject="clerk")).status_code == 200


async def test_M06_a_nil_return_is_zero_and_not_missing(office: Office):
    window = (await office.window([JINXIANG])).json()
    await office.approved(window, JINXIANG, {}, nil=True)
    for region in (JINING, "370000"):
        assert (await office.settle(window, region)).status_code == 200
    found = await office.figure("online_retail")
    assert (found["value"], found["completeness"]["missing"]) == ("0.000000", [])


async def test_listed_brands_become_facts_that_are_counted_and_end_when_no_longer_listed(office: Office):
    window = (await office.window([JINING], form="brand_values")).json()

    def listed(*names: str) -> list[dict[str, object]]:
        amount = {"value": "120", "unit": "hundred_million_yuan"}
        return [{"name": name, "value": amount, "publisher": "某榜"} for name in names]

    async def counted() -> Decimal | None:
        condition = Condition("value", Comparison.GT, Decimal(10**10))
        question = CountQuestion(
            entity="brand_value", region=JINING, window=Window.year(2017), where=(condition,)
        )
        async with office.database.read(SYSTEM) as session:
            return (await Counts(session).read([question]))[0].value

    report = await office.approved(window, JINING, {}, entries=listed("甲", "乙"))
    assert await counted() == 0
    assert (await office.settle(window, "370000")).status_code == 200
    assert await counted() == 2
    report = (await office.read(report)).json()
    revised = (await office.step(report, "revise", Role.STATISTICIAN, reason="核实", subject="clerk")).json()
    filled = (await office.fill(revised, {}, entries=listed("甲"))).json()
    again = (await office.step(filled, "submit", Role.STATISTICIAN, subject="clerk")).json()
    assert (await office.step(again, "approve", Role.CITY_OFFICER)).status_code == 200
    assert (await office.settle(window, "370000")).status_code == 200
    assert await counted() == 1


async def test_windows_are_asked_within_the_own_region_with_units_that_exist(office: Office):
    answer = await office.window(["371202", "999999", JINING, JINING], form="other", period_to="2020-12-31")
    codes = [each["code"] for each in answer.json()["errors"]]
    assert (answer.status_code, codes) == (422, ["form_unknown", "unit_unfit", "unit_unfit", "unit_unfit"])
    assert (await office.window([JINING])).status_code == 201
    again = await office.window([JINING])
    assert (again.status_code, again.json()["code"]) == (409, "window_exists")


async def test_a_unit_reports_once_where_it_is_asked_and_by_its_own_people(office: Office, window):
    assert (await office.draft(window, JINXIANG)).status_code == 201
    assert (await office.draft(window, JINXIANG)).json()["code"] == "report_begun"
    url = f"/metrics/v1/report-windows/{window['id']}/reports"
    stranger = office.officer(Role.STATISTICIAN, YANTAI)
    refused = await office.client.post(url, json={"region": RENCHENG}, headers=stranger)
    assert (refused.status_code, refused.json()["code"]) == (403, "unit_out_of_reach")
    unasked = await office.draft(window, "370829")
    assert (unasked.status_code, unasked.json()["errors"][0]["code"]) == (422, "unit_not_asked")


async def test_two_approvals_at_once_approve_once(committed_database, build, as_):
    database = await committed_database("metrics")
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics.test") as client:
        office = Office(client, as_, database)
        window = (await office.window([JINXIANG])).json()
        report = await office.submitted(window, JINXIANG)
        answers = await asyncio.gather(
            *(office.step(report, "approve", Role.COUNTY_OFFICER, subject=f"o{n}") for n in range(4))
        )
        told = Counter("ok" if each.is_success else each.json()["code"] for each in answers)
        assert told == {"ok": 1, "stale_version": 3}
        assert (await office.settle(window, JINING)).status_code == 200
        answers = await asyncio.gather(*(office.settle(window, "370000", f"p{n}") for n in range(3)))
        told = Counter("ok" if each.is_success else each.json()["code"] for each in answers)
        assert told["ok"] == 1
        assert set(told) <= {"ok", "stale_version", "action_not_allowed"}
        listed = (await client.get("/metrics/v1/observations")).json()["items"]
        assert len(listed) == 3


def test_only_the_tables_move_reports_and_sheets():
    day = date(2018, 1, 1)
    everyone = [role.value for role in Role]
    assert_only_the_table_moves(REPORT, ReportFacts(today=day, opens_on=day, roles=everyone))
    for top in (True, False):
        facts = SheetFacts(today=day, closes_on=day, top=top, waiting=0, missing=0)
        blocked = "approve" if top else "publish"
        for state in SHEET.states:
            offers = SHEET.offers(state, everyone, facts)
            assert {each.action for each in offers if not each.open} <= {blocked}


async def test_M06_M08_anybody_reads_the_forms_and_who_is_asked_until_when(office: Office, window):
    forms = (await office.client.get("/metrics/v1/report-forms")).json()["items"]
    assert window["form"] in {each["code"] for each in forms}
    listed = (await office.client.get("/metrics/v1/report-windows", params={"form": window["form"]})).json()
    assert [each["id"] for each in listed["items"]] == [window["id"]]
    assert (await office.client.get(f"/metrics/v1/report-windows/{window['id']}")).json() == window

"""Yearly facts and incidents, and what they do to good standing."""

from shared.codes.roles import Role
from tests.registry.conftest import JINING


def path_of(organisation, year):
    return f"/registry/v1/organisations/{organisation['id']}/yearly-facts/{year}"


def figures(source="declared", reason=None, **values: str):
    facts = [{"kind": kind, "value": value} for kind, value in values.items()]
    return {"facts": facts, "source": source, **({} if reason is None else {"reason": reason})}


async def test_R11_an_organisation_declares_its_figures_once_and_corrects_with_a_reason(
    client, as_, register
):
    own = await register()
    applicant = {"role": Role.APPLICANT, "organisation": own["id"]}
    first = await client.post(
        path_of(own, 2016), json=figures(sales="128000000.00", staff="310"), headers=as_(**applicant)
    )
    assert first.status_code == 200, first.text
    assert {fact["kind"]: fact["unit"] for fact in first.json()["items"]} == {
        "sales": "yuan",
        "staff": "persons",
    }
    silent = await client.post(path_of(own, 2016), json=figures(sales="1.00"), headers=as_(**applicant))
    assert silent.json()["code"] == "correction_unreasoned"
    corrected = await client.post(
        path_of(own, 2016), json=figures(sales="1.00", staff="310", reason="笔误"), headers=as_(**applicant)
    )
    revisions = [(f["kind"], f["revision"], f["value"]) for f in corrected.json()["items"]]
    assert revisions == [
        ("sales", 1, "128000000.000000"),
        ("sales", 2, "1.000000"),
        ("staff", 1, "310.000000"),
    ]


async def test_figures_that_cannot_be_are_placed(client, as_, register):
    own = await register()
    answer = await client.post(
        path_of(own, 2016),
        json=figures(
            sales="-1", staff="1.5", inspection_pass_rate="98.5", taxes="0.001", exports="1" + "0" * 18
        ),
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/facts/{n}/value" for n in range(5)]


async def test_an_organisation_does_not_speak_for_a_department(client, as_, register):
    own = await register()
    answer = await client.post(
        path_of(own, 2016),
        json=figures(source="department", sales="1"),
        headers=as_(Role.APPLICANT, organisation=own["id"]),
    )
    assert answer.json()["errors"][0]["code"] == "source_of_officers"


async def test_a_year_to_come_has_no_figures(client, as_, register):
    answer = await client.post(
        path_of(await register(), 2099),
        json=figures(sales="1"),
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    assert answer.json()["code"] == "fact_unfit"


async def test_complete_years_and_closed_incidents_make_good_standing(client, as_, register, database):
    own = await register()
    year = database.clock.today().year
    officer = {"role": Role.CITY_OFFICER, "region": JINING}
    reader = f"/registry/v1/organisations/{own['id']}"

    async def failing() -> set[str]:
        shown = (await client.get(reader, headers=as_(**officer))).json()["standing"]
        return {each["code"] for each in shown["failing"]}

    for each in (year - 2, year - 1):
        await client.post(path_of(own, each), json=figures(sales="1", staff="1"), headers=as_(**officer))
    assert await failing() == {"standing_not_certified"}
    made = await client.post(
        f"{reader}/incidents",
        json={
            "kind": "quality",
            "level": "major",
            "occurred_on": "2016-05-04",
            "description": "抽检不合格",
            "source": "鲁质监函〔2016〕88号",
        },
        headers=as_(**officer),
    )
    assert made.status_code == 201, made.text
    assert "standing_open_incident" in await failing()
    closed = await client.post(
        f"{reader}/incidents/{made.json()['id']}/close",
        json={"closed_on": "2016-09-01", "closing": "整改验收合格"},
        headers=as_(**officer, if_match=1),
    )
    assert closed.json()["closed_on"] == "2016-09-01", closed.text
    assert "standing_open_incident" not in await failing()
    again = await client.post(
        f"{reader}/incidents/{made.json()['id']}/close",
        json={"closed_on": "2016-09-01", "closing": "整改验收合格"},
        headers=as_(**officer, if_match=2),
    )
    assert again.json()["code"] == "incident_closed"
    assert len((await client.get(f"{reader}/incidents", headers=as_(**officer))).json()["items"]) == 1


async def test_an_applicant_writes_no_incident(client, as_, register):
    own = await register()
    answer = await client.post(
        f"/registry/v1/organisations/{own['id']}/incidents",
        json={},
        headers=as_(Role.APPLICANT, organisation=own["id"]),
    )
    assert answer.status_code == 403

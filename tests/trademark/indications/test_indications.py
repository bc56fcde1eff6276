"""Indications over HTTP: one product joined across its legal forms."""

from shared.codes.roles import Role
from shared.testing.database import Statements
from tests.trademark.conftest import JINING, PROVINCE, YANTAI, a_form, an_indication, entries

PATH = "/trademark/v1/indications"


async def test_T03_a_product_is_registered_with_its_forms_and_shown_to_everybody(client, indication):
    made = await indication(forms=[a_form(), a_form(kind="product_indication", number="2003-01")])
    shown = (await client.get(f"{PATH}/{made['id']}")).json()
    assert (shown["region_path"], shown["protected"], shown["conflicts"]) == (f"{JINING}370828.", True, 0)
    assert {(f["register_code"], f["number"]) for f in shown["forms"]} == {
        ("CN-TM", made["forms"][0]["number"]), ("CN-GI", "2003-01"),
    }  # fmt: skip


async def test_T03_contradictions_between_the_forms_are_reported(client, as_, indication):
    other = a_form(kind="product_indication", area=["370828", "370829"], holder_name="济宁市大蒜协会")
    made = await indication(forms=[a_form(), other])
    assert made["conflicts"] == 2
    found = (await client.get(f"{PATH}/{made['id']}/conflicts")).json()["items"]
    assert [(c["kind"], c["second"]) for c in found] == [
        ("holder", ["济宁市大蒜协会"]), ("area", ["370829"]),
    ]  # fmt: skip
    listed = (await client.get(PATH, params={"conflicting": "true"})).json()["items"]
    assert [each["id"] for each in listed] == [made["id"]]


async def test_a_form_that_is_cancelled_takes_its_contradictions_along(client, as_, indication):
    other = a_form(kind="product_indication", holder_name="济宁市大蒜协会")
    made = await indication(forms=[a_form(), other])
    second = next(form for form in made["forms"] if form["kind"] == "product_indication")
    corrected = await client.patch(
        f"{PATH}/{made['id']}/forms/{second['id']}",
        json={"status": "cancelled"},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert corrected.status_code == 200, corrected.text
    assert (corrected.json()["conflicts"], corrected.json()["version"]) == (0, 2)


async def test_a_form_is_joined_later_and_needs_the_version(client, as_, indication):
    made = await indication()
    form = a_form(kind="foreign_register", register_code="EU", number="PGI-CN-0622", area=[])
    path = f"{PATH}/{made['id']}/forms"
    headers = as_(Role.COUNTY_OFFICER, region=f"{JINING}370828.", if_match=1)
    joined = await client.post(path, json=form, headers=headers)
    assert joined.status_code == 201, joined.text
    assert [f["register_code"] for f in joined.json()["forms"]] == ["CN-TM", "EU"]
    again = await client.post(path, json=form, headers=headers)
    assert again.headers["Idempotent-Replayed"] == "true"
    stale = await client.post(path, json=form, headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1))
    assert stale.status_code == 412


async def test_a_number_stands_in_its_register_once(client, as_, indication):
    made = await indication()
    twin = an_indication(forms=[a_form(number=made["forms"][0]["number"])])
    refused = await client.post(PATH, json=twin, headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE))
    assert (refused.status_code, refused.json()["code"]) == (409, "indication_form_taken")


async def test_officers_write_within_their_region_only(client, as_, indication):
    made = await indication()
    body = an_indication()
    there = await client.post(PATH, json=body, headers=as_(Role.CITY_OFFICER, region=YANTAI))
    assert (there.status_code, there.json()["code"]) == (403, "indication_out_of_reach")
    change = {"product_class": "other"}
    refused = await client.patch(
        f"{PATH}/{made['id']}", json=change, headers=as_(Role.CITY_OFFICER, region=YANTAI, if_match=1)
    )
    assert refused.status_code == 403
    applicant = await client.post(PATH, json=body, headers=as_(Role.APPLICANT, organisation=made["id"]))
    assert applicant.json()["code"] == "role_missing"


async def test_what_comes_from_abroad_is_the_province_s(client, as_):
    form = a_form(kind="foreign_register", register_code="EU", area=[])
    body = an_indication(country="IT", name="Grana Padano", area=[], forms=[form])
    city = await client.post(PATH, json=body, headers=as_(Role.CITY_OFFICER, region=JINING))
    assert city.status_code == 403
    made = await client.post(PATH, json=body, headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE))
    assert (made.status_code, made.json()["region_path"]) == (201, ""), made.text


async def test_what_does_not_fit_is_named_by_its_place(client, as_):
    faulty = an_indication(
        area=["370828", "999999"],
        forms=[a_form(register_code="EU")],
    )
    refused = await client.post(PATH, json=faulty, headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE))
    assert [e["pointer"] for e in refused.json()["errors"]] == ["/area/1"]
    pointers = {
        "/forms/0/register_code": an_indication(forms=[a_form(register_code="EU")]),
        "/forms/0/registered_on": an_indication(forms=[a_form(registered_on="1999-01-01")]),
        "/area": an_indication(area=[]),
    }
    for pointer, body in pointers.items():
        answer = await client.post(PATH, json=body, headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    undated = a_form()
    del undated["registered_on"]
    body = an_indication(forms=[undated])
    answer = await client.post(PATH, json=body, headers=as_(Role.PROGRAMME_OFFICER, region=PROVINCE))
    assert answer.json()["errors"][0]["code"] == "registration_day_missing"


async def test_the_register_is_searched_by_characters_sound_region_and_form(client, indication):
    garlic = await indication(name="金乡大蒜")
    await indication(name="烟台苹果", area=["370600"], forms=[a_form(name="烟台苹果", area=[])])

    async def found(**params: str) -> list[str]:
        answer = await client.get(PATH, params=params)
        assert answer.status_code == 200, answer.text
        return [each["name"] for each in answer.json()["items"]]

    assert await found() == ["金乡大蒜", "烟台苹果"]
    for q in ("大蒜", "jinxiang", "金乡大", "蒜"):
        assert await found(q=q) == [garlic["name"]], q
    assert await found(region="370800") == ["金乡大蒜"]
    assert await found(kind="certification_mark", protected="true") == ["金乡大蒜", "烟台苹果"]
    assert await found(kind="foreign_register") == []
    assert await found(country="IT") == []
    assert await found(product_class="wine") == []
    assert await found(q="·") == []


async def test_pages_follow_each_other_without_a_question_per_row(client, indication, database):
    for number in range(3):
        await indication(name=f"产品{number}")
    with Statements(database) as statements:
        first = (await client.get(PATH, params={"limit": 2})).json()
    assert len(first["items"]) == 2
    assert sum("indications" in each for each in statements.sent) == 1
    rest = (await client.get(PATH, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert len(rest["items"]) == 1
    assert "next_cursor" not in rest


async def test_every_step_is_told_to_the_public_with_what_is_counted(client, as_, indication, database):
    made = await indication()
    changed = await client.patch(
        f"{PATH}/{made['id']}",
        json={"yearly_capacity_kg": "1000"},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert changed.json()["yearly_capacity_kg"] == "1000.000000"
    told = await entries(database, "indication", made["id"])
    assert [(each.event, each.audience) for each in told] == [
        ("indication.registered", "public"), ("indication.corrected", "public"),
    ]  # fmt: skip
    counted = told[0].payload
    assert (counted["region_path"], counted["product_class"], counted["protected"]) == (
        f"{JINING}370828.", "food", True,
    )  # fmt: skip
    assert [form["kind"] for form in counted["forms"]] == ["certification_mark"]


async def test_nothing_is_found_under_an_unknown_identifier(client, as_, indication):
    made = await indication()
    unknown = f"{PATH}/01890a5d-ac96-774b-bcce-b302099a8057"
    officer = as_(Role.CITY_OFFICER, region=JINING, if_match=1)
    assert (await client.get(unknown)).json()["code"] == "indication_not_found"
    assert (await client.get(f"{unknown}/conflicts")).status_code == 404
    form = f"{PATH}/{made['id']}/forms/{made['id']}"
    assert (await client.patch(form, json={}, headers=officer)).json()["code"] == "indication_form_not_found"

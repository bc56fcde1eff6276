"""Lists of indications: a legal form a row, joined to its product; the same again changes nothing."""

import io
import json
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from services.trademark import jobs
from services.trademark.indication_imports.dependencies import INDICATIONS, indication_work
from services.trademark.indication_imports.rules import TEMPLATE
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.imports.forms import JSON_LINES
from shared.jobs.runner import Runner
from shared.messages.catalogue import Catalogue
from tests import lists
from tests.lists import errors_of
from tests.trademark.conftest import JINING, entries
from tests.trademark.imports.conftest import counts

PATH = "/trademark/v1/indication-imports"
REGISTER = "/trademark/v1/indications"
GARLIC = {
    "name": "金乡大蒜",
    "product_class": "food",
    "kind": "certification_mark",
    "number": "1000001",
    "status": "registered",
    "filed_on": date(2007, 7, 16),
    "registered_on": date(2011, 11, 1),
    "holder_name": "金乡县大蒜研究所",
    "area": "370828",
    "manager_name": "金乡县大蒜研究所",
    "yearly_capacity_kg": Decimal(900_000_000),
}
PRODUCT = {**GARLIC, "kind": "product_indication", "number": "AQSIQ-1", "area": "370828、370829"}


def many(count: int) -> list:
    return [{**GARLIC, "name": f"金乡蒜{place}", "number": f"{2_000_000 + place}"} for place in range(count)]


workbook = partial(lists.workbook, TEMPLATE)
separated = partial(lists.separated, TEMPLATE, encoding="gb18030")


def documents(table):
    lines = [json.dumps({**row, "area": row["area"].split("、")}, default=str) for row in table]
    return "\n".join(lines).encode(), JSON_LINES


@pytest.fixture
def run(client, as_, files, database):
    """Upload a list, have a worker take it, give how it ended; as an officer of Jining."""

    async def done(sent, role=Role.CITY_OFFICER, region=JINING, batch=1000, **choices: object) -> dict:
        file = await lists.uploaded(files, sent, role, region)
        headers = as_(role, region=region, subject=lists.IMPORTER)
        body = {"file_id": file, "mode": "apply", **choices}
        answer = await client.post(PATH, json=body, headers=headers)
        assert answer.status_code == 202, answer.text
        work = indication_work(files, Catalogue.load(jobs.MESSAGES), batch)
        assert INDICATIONS.name in jobs.handlers(files)
        await Runner(database, {INDICATIONS.name: work.run}).execute(answer.json()["job_id"])
        ended = (await client.get(f"{PATH}/{answer.json()['id']}", headers=headers)).json()
        lines = await client.get(f"{PATH}/{ended['id']}/differences", headers=headers)
        return {**ended, "lines": lines.json()["items"]}

    return done


@pytest.fixture
def register(client):
    async def listed(**params: object) -> list:
        return (await client.get(REGISTER, params=params)).json()["items"]

    return listed


async def test_T15_the_forms_of_a_product_are_joined_whatever_the_format_and_a_dry_run_writes_nothing(
    run, register, client, database
):
    dry = await run(workbook([GARLIC, PRODUCT]), mode="validate")
    assert counts(dry) == (2, 0, 0, 0, False, True)
    assert await register() == []
    assert counts(await run(workbook([GARLIC, PRODUCT]))) == (2, 0, 0, 0, True, True)
    for again in (workbook, separated, documents):
        assert counts(await run(again([GARLIC, PRODUCT]))) == (0, 0, 2, 0, True, True)
    [product] = await register(q="jinxiangdasuan")
    shown = (await client.get(f"{REGISTER}/{product['id']}")).json()
    assert [(form["kind"], form["register_code"], form["number"]) for form in shown["forms"]] == [
        ("certification_mark", "CN-TM", "1000001"),
        ("product_indication", "CN-GI", "AQSIQ-1"),
    ]
    assert (shown["protected"], shown["conflicts"], shown["version"]) == (True, 1, 2)
    assert shown["region_path"] == "37.3708.370828."
    trail = await entries(database, "indication", product["id"])
    assert [entry["event"] for entry in trail] == ["indication.registered", "indication.form_recorded"]
    assert [len(entry["payload"]["forms"]) for entry in trail] == [1, 2]
    assert trail[1]["previous_hash"] == trail[0]["hash"]


async def test_T15_what_differs_is_changed_field_by_field_and_what_no_list_changes_is_refused_by_name(
    run, register, client, database
):
    await run(workbook([GARLIC, PRODUCT]))
    told = [
        {
            **GARLIC,
            "status": "cancelled",
            "holder_name": "金乡县大蒜协会",
            "yearly_capacity_kg": Decimal(800_000_000),
        },
        {
            **PRODUCT,
            "kind": "agricultural_indication",
            "number": "AGI-1",
            "area": "370828",
            "yearly_capacity_kg": Decimal(800_000_000),
        },
        {**PRODUCT, "name": "鱼台大米", "filed_on": date(2008, 1, 1)},
    ]
    ended = await run(workbook(told), on_error="skip")
    assert counts(ended) == (1, 1, 0, 1, True, True)
    changed, _, refused = ended["lines"]
    assert changed["fields"] == ["holder", "status", "yearly_capacity_kg"]
    assert [(each["code"], each["column"]) for each in refused["errors"]] == [
        ("indication_told_otherwise", "name"),
        ("indication_told_otherwise", "filed_on"),
    ]
    [product] = await register()
    shown = (await client.get(f"{REGISTER}/{product['id']}")).json()
    assert shown["yearly_capacity_kg"] == "800000000.000000"
    assert [form["status"] for form in shown["forms"]] == ["cancelled", "registered", "registered"]
    trail = await entries(database, "indication", product["id"])
    assert [entry["event"] for entry in trail[2:]] == [
        "indication.corrected",
        "indication.form_corrected",
        "indication.form_recorded",
    ]
    assert [entry["payload"]["version"] for entry in trail] == [1, 2, 3, 4, 5]
    assert shown["version"] == 5


async def test_T15_faults_of_every_kind_come_back_beside_their_row_and_nothing_is_half_written(
    run, register, files
):
    bad = [
        ({"area": "999999"}, [("region_unknown", "area")]),
        ({"area": ""}, [("area_missing", "area")]),
        ({"register_code": "EU"}, [("register_unfit", "register_code")]),
        ({"kind": "foreign_register"}, [("register_unfit", "register_code")]),
        ({"registered_on": None}, [("registration_day_missing", "registered_on")]),
        ({"registered_on": date(2001, 1, 1)}, [("days_out_of_order", "registered_on")]),
        ({"published_on": date(2999, 1, 1)}, [("day_to_come", "published_on")]),
        ({"country": "China"}, [("country_unreadable", "country")]),
        ({"yearly_capacity_kg": Decimal(0)}, [("measure_unfit", "yearly_capacity_kg")]),
        ({"credit_code": "91370828MA3C123456"}, [("holder_unknown", "credit_code")]),
        ({"area": "370602"}, [("outside_own_region", "area")]),
        (
            {"country": "FR", "kind": "foreign_register", "register_code": "EU"},
            [("outside_own_region", "area")],
        ),
    ]
    rows = [{**GARLIC, "number": str(place), **change} for place, (change, _) in enumerate(bad)]
    table = [{name: value for name, value in row.items() if value is not None} for row in rows]
    ended = await run(workbook([*table, GARLIC]))
    assert counts(ended) == (1, 0, 0, len(bad), False, True)
    told = [[(each["code"], each["column"]) for each in line["errors"]] for line in ended["lines"][:-1]]
    assert told == [errors for _, errors in bad]
    assert await register() == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(await errors_of(files, ended)))
    assert len(book.get_sheet_by_index(0).to_python()) == 1 + len(bad)


async def test_T15_a_product_of_another_region_is_not_taken_over_and_the_province_keeps_those_from_abroad(
    run, register
):
    elsewhere = {**GARLIC, "area": "370602", "number": "7"}
    await run(workbook([elsewhere]), region="37.3706.")
    [line] = (await run(workbook([{**elsewhere, "area": "370828"}])))["lines"]
    assert [each["code"] for each in line["errors"]] == ["outside_own_region"]
    assert counts(await run(workbook([GARLIC])))[0] == 1
    assert len(await register()) == 2
    abroad = {
        **GARLIC,
        "name": "Champagne",
        "kind": "foreign_register",
        "register_code": "EU",
        "country": "FR",
        "area": "",
    }
    province = {"role": Role.PROGRAMME_OFFICER, "region": "37."}
    assert counts(await run(workbook([abroad]), **province)) == (1, 0, 0, 0, True, True)
    assert [each["name"] for each in await register(country="FR")] == ["Champagne"]


async def test_T15_a_name_that_several_products_bear_is_left_to_people(run, client, as_):
    body = {
        "name": "金乡大蒜",
        "product_class": "food",
        "area": ["370828"],
        "forms": [{"kind": "collective_mark", "number": "8", "name": "金乡大蒜", "status": "filed"}],
    }
    for number in ("8", "9"):
        body["forms"][0]["number"] = number
        headers = as_(Role.CITY_OFFICER, region=JINING)
        assert (await client.post(REGISTER, json=body, headers=headers)).status_code == 201
    [line] = (await run(workbook([GARLIC])))["lines"]
    assert [(each["code"], each["column"]) for each in line["errors"]] == [("indication_ambiguous", "name")]


async def test_T15_a_list_costs_the_same_statements_however_long_it_is(run, database):
    sent: list[str] = []

    def noted(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    async def cost(table) -> int:
        sent.clear()
        await run(workbook(table))
        return sum("indication" in each for each in sent)

    event.listen(database.engine.sync_engine, "before_cursor_execute", noted)
    assert await cost(many(2)) == await cost(many(42)[2:])
    assert await cost(many(2)) == await cost(many(42)[2:])


async def test_T15_a_cap_does_not_fall_below_what_is_allotted(run, register, database):
    await run(workbook([GARLIC]))
    [product] = await register()
    year = database.clock.today().year
    async with database.write(SYSTEM) as session:
        await (await session.connection()).exec_driver_sql(
            "INSERT INTO trademark.indication_allotments"
            " (indication_id, year, capacity_kg, allotted_kg, allotted_hectares) VALUES ($1, $2, $3, $4, 0)",
            (product["id"], year, 900_000_000, 500_000_000),
        )
    [line] = (await run(workbook([{**GARLIC, "yearly_capacity_kg": Decimal(400_000_000)}])))["lines"]
    assert [(each["code"], each["column"]) for each in line["errors"]] == [
        ("capacity_reached", "yearly_capacity_kg")
    ]
    assert counts(await run(workbook([{**GARLIC, "yearly_capacity_kg": Decimal(600_000_000)}])))[1] == 1
    async with database.read(SYSTEM) as session:
        cap = await (await session.connection()).exec_driver_sql(
            "SELECT capacity_kg FROM trademark.indication_allotments"
        )
        assert int(cap.scalar_one()) == 600_000_000


async def test_an_import_of_indications_is_for_officers_and_seen_by_who_asked_for_it(run, client, as_):
    ended = await run(workbook([GARLIC]), mode="validate")
    stranger = as_(Role.CITY_OFFICER, region=JINING, subject="stranger")
    assert (await client.get(f"{PATH}/{ended['id']}", headers=stranger)).status_code == 404
    assert (await client.get(f"{PATH}/{ended['id']}/differences", headers=stranger)).status_code == 404
    applicant = as_(Role.APPLICANT, subject="importer")
    assert (await client.get(f"{PATH}/{ended['id']}", headers=applicant)).status_code == 403
    body = {"file_id": ended["file_id"]}
    assert (await client.post(PATH, json=body, headers=applicant)).status_code == 403
    template = await client.get(f"{PATH}/template", headers=stranger)
    heads = CalamineWorkbook.from_filelike(io.BytesIO(template.content)).get_sheet_by_index(0).to_python()
    assert {"产品名称*", "登记编号*"} <= {str(cell) for row in heads for cell in row}

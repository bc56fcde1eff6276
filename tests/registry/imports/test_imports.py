"""Imports of .xlsx: dry or applied, whole or row by row, once whatever happens in between."""

import io
from decimal import Decimal

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from deploy.verify_archive import history_faults
from services.registry import jobs
from services.registry.imports.dependencies import ORGANISATIONS, organisation_work
from services.registry.organisations.models import Organisation
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.imports.forms import XLSX
from shared.jobs import runner
from shared.jobs.errors import JobLost
from shared.jobs.record import Outcome
from shared.jobs.runner import Runner
from shared.jobs.work import Job
from shared.messages.catalogue import Catalogue
from shared.testing.database import Statements
from tests.lists import errors_of
from tests.registry.conftest import JINING
from tests.registry.imports.conftest import PATH, counts, registered, rows
from tests.registry.properties.ledger import LEDGER
from tests.registry.properties.replay import replayed
from tests.replays import chains
from tests.rows import moved


async def sheet_of(files, ended):
    book = CalamineWorkbook.from_filelike(io.BytesIO(await errors_of(files, ended)))
    return book.get_sheet_by_index(0).to_python()


async def test_R15_the_template_is_read_back_as_it_was_given(client, officer):
    answer = await client.get(f"{PATH}/templates/organisations", headers=officer())
    assert answer.headers["Content-Type"] == XLSX
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert sheet.to_python()[0][:2] == ["统一社会信用代码*", "企业名称*"]


async def test_R15_a_dry_run_counts_and_writes_nothing(client, run):
    ended = await run(rows(3))
    assert counts(ended) == (3, 0, 0, 0, False)
    assert ended["done"] is True
    assert await registered(client) == 0


async def test_R15_an_import_registers_with_figures_and_brands_and_repeats_without_effect(
    client, run, officer
):
    assert counts(await run(rows(5), mode="apply")) == (5, 0, 0, 0, True)
    again = await run(rows(5), mode="apply")
    assert counts(again) == (0, 0, 5, 0, True)
    found = (await client.get("/registry/v1/directory", params={"q": "jxd3ds"})).json()["items"][0]
    facts = await client.get(f"/registry/v1/organisations/{found['id']}/yearly-facts", headers=officer())
    assert {(f["kind"], f["value"], f["source"]) for f in facts.json()["items"]} == {
        ("sales", "1280000.000000", "imported"),
        ("staff", "31.000000", "imported"),
    }
    brands = await client.get("/registry/v1/brands", params={"owner": found["id"]})
    assert [brand["name"] for brand in brands.json()["items"]] == ["蒜3"]


async def test_R15_one_bad_row_stops_all_when_asked_to(client, run, files):
    table = rows(4)
    table[2]["credit_code"] = "91370828000000000X"
    table[3]["region"] = "烟台市芝罘区"
    ended = await run(table, mode="apply")
    assert counts(ended) == (2, 0, 0, 2, False)
    assert await registered(client) == 0
    sheet = await sheet_of(files, ended)
    assert sheet[0][-1] == "错误原因"
    assert "第4行" in sheet[1][-1]
    assert "本地区" in sheet[2][-1]


async def test_R15_the_good_rows_go_in_when_the_others_are_skipped(client, run, files):
    table = rows(4)
    table[1]["region"] = "市中区"
    table[2]["year"] = Decimal(2099)
    ended = await run(table, mode="apply", on_error="skip")
    assert counts(ended) == (2, 0, 0, 2, True)
    assert await registered(client) == 2
    reasons = [line[-1] for line in (await sheet_of(files, ended))[1:]]
    assert "同名" in reasons[0]
    assert "2000年" in reasons[1]


async def test_R15_the_report_tells_what_came_of_every_row(client, run, officer):
    table = [*rows(2), *rows(3, region="市中区")[2:]]
    await run(rows(1), mode="apply")
    ended = await run(table)
    answer = await client.get(f"{PATH}/{ended['id']}/differences", headers=officer())
    told = [(line["row"], line["outcome"], line["credit_code"][-9:-1]) for line in answer.json()["items"]]
    assert [(row, outcome) for row, outcome, _ in told] == [(2, "unchanged"), (3, "new"), (4, "refused")]
    only = await client.get(
        f"{PATH}/{ended['id']}/differences", params={"outcome": "refused"}, headers=officer()
    )
    [line] = only.json()["items"]
    assert (line["row"], line["errors"][0]["code"]) == (4, "region_ambiguous")
    assert "typed" not in line


async def sent_for(database, run, count, expected, **more: object):
    """The statements that a table of so many rows costs."""
    with Statements(database) as statements:
        assert counts(await run(rows(count, **more), mode="apply")) == expected
    return statements.sent


async def test_R15_what_is_new_enters_and_what_is_known_is_compared_by_the_batch_and_not_row_by_row(
    run, database, monkeypatch
):
    # the look whether a job is still wanted comes by the clock
    monkeypatch.setattr(runner, "LOOK_SECONDS", 3600)
    few = await sent_for(database, run, 3, (3, 0, 0, 0, True), region="济宁市鱼台县", at="370827")
    many = await sent_for(database, run, 12, (12, 0, 0, 0, True))
    assert len(few) == len(many), sorted(set(few) ^ set(many))
    few = await sent_for(database, run, 3, (0, 0, 3, 0, True))
    many = await sent_for(database, run, 12, (0, 0, 12, 0, True))
    assert len(few) == len(many), sorted(set(few) ^ set(many))


async def test_R15_the_history_tells_all_that_an_import_brings(run, database):
    shipped = await LEDGER.standing(database)
    table = rows(2, contact="李丽", contact_phone="0537-8901343", inspection_pass_rate=Decimal("98.5"))
    table += [
        *rows(3, brand=None, year=None, sales=None, staff=None, representative=None)[2:],
        *rows(1, year=Decimal(2015), staff=Decimal(29)),
    ]
    table = [{name: value for name, value in row.items() if value is not None} for row in table]
    assert counts(await run(table, mode="apply")) == (3, 1, 0, 0, True)
    entries = await chains(database)
    assert list(history_faults(entries)) == []
    brought = ["organisations", "organisation_names", "people", "yearly_facts", "brands"]
    before, rows_now = moved(shipped, await LEDGER.standing(database))
    assert [len(rows_now[name]) for name in brought] == [3, 3, 4, 8, 2]
    assert LEDGER.compared(replayed(entries, before).tables, rows_now) == []
    steps = [
        (entry["transition"], entry["payload"]["revision"])
        for entry in entries
        if entry["noun"] == "organisation"
    ]
    assert sorted(steps) == [
        ("record_facts", 2),
        ("record_facts", 2),
        ("record_facts", 4),
        *[("register", 1)] * 3,
    ]
    async with database.read(SYSTEM) as session:
        revisions = await session.scalars(select(Organisation.revision).order_by(Organisation.revision))
        assert revisions.all() == [1, 3, 4]


async def test_R15_a_code_that_another_region_keeps_turns_its_own_row_down_and_no_other(
    client, run, as_, files, officer
):
    table = rows(3)
    body = {
        **{name: table[1][name] for name in ("credit_code", "name", "industry_code")},
        "kind": "enterprise",
    }
    elsewhere = await client.post(
        "/registry/v1/organisations",
        json={**body, "region_code": "370602"},
        headers=as_(Role.CITY_OFFICER, region="37.3706."),
    )
    assert elsewhere.status_code == 201, elsewhere.text
    ended = await run(table, mode="apply", on_error="skip")
    assert counts(ended) == (2, 0, 0, 1, True)
    answer = await client.get(
        f"{PATH}/{ended['id']}/differences", params={"outcome": "refused"}, headers=officer()
    )
    [line] = answer.json()["items"]
    assert (line["row"], [each["code"] for each in line["errors"]]) == (3, ["row_conflict"])
    assert await registered(client) == 3


async def test_what_is_known_changes_only_when_asked_to(run):
    await run(rows(1), mode="apply")
    other = rows(1, sales=Decimal(990000), size_class="large")
    refused = await run(other, mode="apply", on_error="skip")
    assert counts(refused) == (0, 0, 0, 1, True)
    updated = await run(other, mode="apply", update_existing=True)
    assert counts(updated) == (0, 1, 0, 0, True)


async def test_a_second_row_of_another_year_adds_its_figures(client, run, officer):
    table = [*rows(1), *rows(1, year=Decimal(2015), sales=Decimal(1000000))]
    assert counts(await run(table, mode="apply")) == (1, 1, 0, 0, True)
    found = (await client.get("/registry/v1/directory")).json()["items"][0]
    facts = await client.get(f"/registry/v1/organisations/{found['id']}/yearly-facts", headers=officer())
    assert {fact["year"] for fact in facts.json()["items"]} == {2015, 2016}


class Dying(Job):
    """A job whose worker dies after its second batch."""

    async def progress(self, done, total=None):
        if done == 4:
            raise JobLost
        await Job.progress(self, done, total)


async def test_R15_a_worker_that_dies_is_followed_by_one_that_goes_on(
    client, start, files, database, officer
):
    asked = await start(rows(6), mode="apply", on_error="skip")
    work = organisation_work(files, Catalogue.load(jobs.MESSAGES), batch=2)

    async def dying(job) -> Outcome:
        return await work.run(Dying(job.id, job.name, job.payload, job.caller, job.attempt, job.database))

    await Runner(database, {ORGANISATIONS.name: dying}).execute(asked["job_id"])
    assert await registered(client) == 4
    await Runner(database, {ORGANISATIONS.name: work.run}).execute(asked["job_id"])
    ended = (await client.get(f"{PATH}/{asked['id']}", headers=officer())).json()
    assert counts(ended) == (6, 0, 0, 0, True)
    job = (await client.get(f"/registry/v1/jobs/{asked['job_id']}", headers=officer())).json()
    assert (job["state"], job["attempts"], job["result"]["created"]) == ("succeeded", 2, 6)


async def test_a_file_of_somebody_else_is_not_read(client, start, as_):
    asked = await start(rows(1))
    stranger = as_(Role.CITY_OFFICER, region=JINING, subject="stranger")
    answer = await client.post(PATH, json={"file_id": asked["file_id"]}, headers=stranger)
    assert answer.status_code == 404
    assert (await client.get(f"{PATH}/{asked['id']}", headers=stranger)).status_code == 404

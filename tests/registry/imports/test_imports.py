"""Imports of .xlsx: dry or applied, whole or row by row, once whatever happens in between."""

import hashlib
import io
from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest
from python_calamine import CalamineWorkbook

from services.registry import jobs
from services.registry.imports.service import ORGANISATIONS, organisation_work
from services.registry.intake.rules import TEMPLATE
from shared.codes.credit_code import make_from
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.files.files import Files
from shared.files.links import Links
from shared.files.record import Announcement
from shared.files.store import open_store
from shared.imports.forms import XLSX
from shared.jobs import runner
from shared.jobs.errors import JobLost
from shared.jobs.record import Outcome
from shared.jobs.runner import Runner
from shared.jobs.work import Job
from shared.messages.catalogue import Catalogue
from shared.tables.writing import write_workbook
from shared.testing.database import Statements
from tests.registry.conftest import JINING

OFFICER = Caller(CallerKind.PERSON, "importer", bindings=(Binding(Role.CITY_OFFICER, region=JINING),))
PATH = "/registry/v1/imports"


def rows(count, **more: object):
    return [
        {
            "credit_code": make_from("91", "370828", f"{number:08d}"),
            "name": f"金乡第{number}大蒜有限公司",
            "region": "济宁市金乡县",
            "category": "regional_origin_agriculture",
            "industry_code": "01",
            "representative": "王小明",
            "representative_phone": "13805378000",
            "brand": f"蒜{number}",
            "year": Decimal(2016),
            "sales": Decimal(1280000),
            "staff": Decimal(31),
            **more,
        }
        for number in range(count)
    ]


@pytest.fixture
async def database(committed_database):
    return await committed_database("registry")


@pytest.fixture
def files(database, tmp_path) -> Files:
    return Files(database, open_store(tmp_path.as_uri()), Links("registry", "http://gateway", b"k" * 32))


@pytest.fixture
async def client(build, database) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as calling:
        yield calling


@pytest.fixture
def officer(as_):
    return lambda: as_(Role.CITY_OFFICER, region=JINING, subject="importer")


async def pieces(content):
    yield content


@pytest.fixture
def start(client, officer, files):
    """Upload a table and ask for its import; gives the answer's body."""

    async def started(table, **choices: object) -> dict:
        target = io.BytesIO()
        write_workbook(target, TEMPLATE, table)
        content = target.getvalue()
        said = Announcement(
            name="名单.xlsx", media_type=XLSX, size=len(content), sha256=hashlib.sha256(content).digest()
        )
        kept = await files.keep(said, pieces(content), caller=OFFICER)
        answer = await client.post(PATH, json={"file_id": str(kept.id), **choices}, headers=officer())
        assert answer.status_code == 202, answer.text
        assert answer.headers["Location"] == f"/registry/v1/jobs/{answer.json()['job_id']}"
        return answer.json()

    return started


@pytest.fixture
def run(start, client, officer, files, database):
    """The same, done by the worker's runner; gives how it ended."""

    async def done(table, **choices: object) -> dict:
        asked = await start(table, **choices)
        await Runner(database, jobs.handlers(files)).execute(asked["job_id"])
        return (await client.get(f"{PATH}/{asked['id']}", headers=officer())).json()

    return done


def counts(ended):
    return tuple(ended[name] for name in ("created", "updated", "unchanged", "failed", "applied"))


async def registered(client):
    listed = await client.get("/registry/v1/directory", params={"include_total": "true", "limit": 1})
    return listed.json()["total"]


async def errors_of(files, ended):
    _, content = await files.content(ended["errors_file_id"])
    raw = b"".join([piece async for piece in content])
    return CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()


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
    sheet = await errors_of(files, ended)
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
    reasons = [line[-1] for line in (await errors_of(files, ended))[1:]]
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


async def test_R15_what_is_known_is_compared_by_the_batch_and_not_row_by_row(run, database, monkeypatch):
    monkeypatch.setattr(
        runner, "LOOK_SECONDS", 3600
    )  # the look whether a job is still wanted comes by the clock
    await run(rows(12), mode="apply")
    spent = []
    for count in (3, 12):
        with Statements(database) as statements:
            assert counts(await run(rows(count), mode="apply")) == (0, 0, count, 0, True)
        spent.append(statements.sent)
    assert len(spent[0]) == len(spent[1]), sorted(set(spent[0]) ^ set(spent[1]))


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

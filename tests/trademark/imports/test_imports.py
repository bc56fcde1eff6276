"""Lists of marks: dry or applied, whole or row by row, once whatever happens in between (T15)."""

import csv
import io
import json
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from services.trademark import jobs
from services.trademark.mark_imports.dependencies import MARKS as KIND
from services.trademark.mark_imports.dependencies import mark_work
from services.trademark.marks.models import MarkEvent
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.imports.forms import JSON_LINES
from shared.jobs.errors import JobLost
from shared.jobs.record import Outcome
from shared.jobs.runner import Runner
from shared.jobs.work import Job
from shared.messages.catalogue import Catalogue
from tests.lists import errors_of
from tests.trademark.conftest import JINING, entries
from tests.trademark.imports.conftest import MARKS, PATH, counts, rows, separated, st96, workbook


async def test_T15_a_dry_run_compares_and_writes_nothing(run, marks, report):
    ended = await run(workbook(rows(3)))
    assert counts(ended) == (3, 0, 0, 0, False, True)
    assert await marks() == []
    assert [line["outcome"] for line in await report(ended)] == ["new", "new", "new"]


async def test_T15_an_imported_mark_stands_as_if_an_officer_had_entered_it(run, client, marks, database):
    await run(workbook(rows(1)), mode="apply")
    [mark] = await marks(q="jxs0")
    assert (mark["status"], mark["valid"], mark["classes"]) == ("registered", True, [29, 31])
    assert (mark["filed_on"], mark["registered_on"], mark["expires_on"]) == (
        "2013-02-05",
        "2014-04-07",
        "2034-04-06",
    )
    log = (await client.get(f"{MARKS}/{mark['id']}/events")).json()["items"]
    assert [event["kind"] for event in log] == ["filed", "registered"]
    trail = await entries(database, "mark", mark["id"])
    assert [(entry["sequence"], entry["event"]) for entry in trail] == [
        (1, "mark.entered"),
        (2, "mark.registered"),
    ]
    assert trail[1]["previous_hash"] == trail[0]["hash"]
    shown = (await client.get(f"{MARKS}/{mark['id']}")).json()
    assert {line["state"] for line in shown["goods"]} == {"registered"}
    alike = await client.get("/trademark/v1/similar-marks", params={"name": "金乡蒜0", "classes": 31})
    assert "13000000" in alike.text, alike.text


@pytest.mark.parametrize(
    "form", [separated, lambda table: separated(table, "gb18030"), st96], ids=["utf-8", "gb18030", "st96"]
)
async def test_T15_the_same_list_in_another_format_changes_nothing(run, form):
    assert counts(await run(workbook(rows(4)), mode="apply")) == (4, 0, 0, 0, True, True)
    assert counts(await run(form(rows(4)), mode="apply")) == (0, 0, 4, 0, True, True)


async def test_T15_what_differs_becomes_events_from_the_day_of_the_list(run, marks, client, report, database):
    await run(workbook(rows(2)), mode="apply")
    told = [
        rows(2)[0],
        *rows(2, holder="鱼台县米业有限公司", region="370827", expires_on=date(2044, 4, 6))[1:],
    ]
    ended = await run(workbook(told), mode="apply")
    assert counts(ended) == (0, 1, 1, 0, True, True)
    [line] = await report(ended, outcome="changed")
    assert line["fields"] == ["expires_on", "holder"]
    [mark] = await marks(number="13000001")
    assert (mark["holder_name"], mark["expires_on"]) == ("鱼台县米业有限公司", "2044-04-06")
    assert (mark["region_path"], mark["version"]) == ("37.3708.370827.", 2)
    log = (await client.get(f"{MARKS}/{mark['id']}/events")).json()["items"]
    assert [(e["kind"], e["legal_on"]) for e in log[2:]] == [
        ("renewed", "2017-03-01"),
        ("transferred", "2017-03-01"),
    ]
    trail = await entries(database, "mark", mark["id"])
    assert [entry["sequence"] for entry in trail] == [1, 2, 3, 4]
    assert trail[2]["previous_hash"] == trail[1]["hash"]


async def test_T15_an_ending_ends_the_goods_lines_too(run, marks, client):
    await run(workbook(rows(1)), mode="apply")
    ended = await run(workbook(rows(1, ending="revoked", ended_on=date(2016, 5, 1))), mode="apply")
    assert counts(ended) == (0, 1, 0, 0, True, True)
    [mark] = await marks()
    assert (mark["status"], mark["valid"]) == ("revoked", False)
    shown = (await client.get(f"{MARKS}/{mark['id']}")).json()
    assert {line["state"] for line in shown["goods"]} == {"revoked"}


async def test_T15_one_bad_row_stops_all_when_asked_to(run, marks, files):
    table = rows(4)
    table[2]["goods"] = "99 飞船"
    table[3]["region"] = "370602"
    ended = await run(workbook(table), mode="apply")
    assert counts(ended) == (2, 0, 0, 2, False, True)
    assert await marks() == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(await errors_of(files, ended)))
    sheet = book.get_sheet_by_index(0).to_python()
    assert "第4行" in sheet[1][-1]
    assert "地区" in sheet[2][-1]


async def test_T15_refused_rows_come_back_in_the_format_that_was_sent(run, marks, files):
    table = rows(3)
    table[1]["name"] = ""
    ended = await run(separated(table), mode="apply", on_error="skip")
    assert counts(ended) == (2, 0, 0, 1, True, True)
    given = list(csv.reader(io.StringIO((await errors_of(files, ended)).decode("utf-8-sig"))))
    assert (given[1][0], given[0][-1]) == ("13000001", "错误原因")
    broken = st96(rows(5)[4:])[0] + b'\n{"MarkCategory": "Trademark"}'
    ended = await run((broken, JSON_LINES), mode="apply", on_error="skip")
    assert counts(ended) == (1, 0, 0, 1, True, True)
    line = json.loads(await errors_of(files, ended))
    assert line["MarkCategory"] == "Trademark"
    assert line["errors"]
    assert len(await marks()) == 3


async def test_T15_what_no_event_changes_is_refused_by_name(run, report):
    await run(workbook(rows(1)), mode="apply")
    ended = await run(workbook(rows(1, filed_on=date(2012, 1, 1), goods="31 苹果")))
    [line] = await report(ended)
    assert [(e["code"], e["column"]) for e in line["errors"]] == [
        ("mark_told_otherwise", "filed_on"),
        ("mark_told_otherwise", "goods"),
    ]


async def test_T15_an_event_that_fits_nowhere_turns_its_row_down(run, report):
    await run(workbook(rows(1)), mode="apply")
    ended = await run(workbook(rows(1, ending="withdrawn", ended_on=date(2016, 5, 1))), mode="apply")
    [line] = await report(ended)
    assert (line["outcome"], line["errors"][0]["code"]) == ("refused", "event_astray")


async def test_T15_a_mark_of_another_region_is_not_taken_over(run, client, as_, report):
    body = {
        "number": "13000000",
        "name": "烟台苹果",
        "kind": "product",
        "filed_on": "2013-02-05",
        "holder": {"name": "烟台果业", "region_code": "370602"},
        "goods": [{"class_number": 31, "name": "苹果"}],
        "source": "商标公告",
    }
    elsewhere = as_(Role.CITY_OFFICER, region="37.3706.")
    assert (await client.post(MARKS, json=body, headers=elsewhere)).status_code == 201
    ended = await run(workbook(rows(1)), mode="apply")
    [line] = await report(ended)
    assert [e["code"] for e in line["errors"]] == ["outside_own_region"]


async def test_T15_a_number_that_comes_twice_is_compared_with_its_first_row(run, report):
    ended = await run(workbook([*rows(1), *rows(1), *rows(1, agent="济宁商标事务所")]), mode="apply")
    assert [(line["row"], line["outcome"]) for line in await report(ended)] == [
        (2, "new"),
        (3, "unchanged"),
        (4, "changed"),
    ]


class Dying(Job):
    """A job whose worker dies after its second batch."""

    async def progress(self, done, total=None):
        if done == 4:
            raise JobLost
        await Job.progress(self, done, total)


async def test_T15_a_worker_that_dies_is_followed_by_one_that_goes_on(
    client, start, files, database, officer
):
    asked = await start(workbook(rows(6)), mode="apply", on_error="skip")
    work = mark_work(files, Catalogue.load(jobs.MESSAGES), batch=2)

    async def dying(job) -> Outcome:
        return await work.run(Dying(job.id, job.name, job.payload, job.caller, job.attempt, job.database))

    await Runner(database, {KIND.name: dying}).execute(asked["job_id"])
    await Runner(database, {KIND.name: work.run}).execute(asked["job_id"])
    ended = (await client.get(f"{PATH}/{asked['id']}", headers=officer())).json()
    assert counts(ended) == (6, 0, 0, 0, True, True)
    async with database.read(SYSTEM) as session:
        assert await session.scalar(select(func.count()).select_from(MarkEvent)) == 12


async def test_an_import_is_seen_by_who_asked_for_it(client, start, as_):
    asked = await start(workbook(rows(1)))
    stranger = as_(Role.CITY_OFFICER, region=JINING, subject="stranger")
    assert (await client.get(f"{PATH}/{asked['id']}", headers=stranger)).status_code == 404
    assert (await client.get(f"{PATH}/{asked['id']}/differences", headers=stranger)).status_code == 404
    applicant = as_(Role.APPLICANT, subject="importer")
    assert (await client.get(f"{PATH}/{asked['id']}", headers=applicant)).status_code == 403


async def test_the_day_of_a_list_is_not_to_come(client, officer):
    body = {"file_id": "01890a5d-ac96-774b-bcce-b302099a8057", "as_of": "2999-01-01", "source": "名录"}
    answer = await client.post(PATH, json=body, headers=officer())
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "day_to_come")


async def test_T15_the_list_to_fill_in_is_one_that_is_read(client, as_):
    answer = await client.get(f"{PATH}/template", headers=as_(Role.CITY_OFFICER, region=JINING))
    heads = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert {"注册号*", "商标名称*"} <= {str(cell).replace(" ", "") for row in heads for cell in row}

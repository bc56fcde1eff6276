"""Lists of marks as they are sent, and a worker that takes them."""

import json
from collections.abc import AsyncIterator
from datetime import date
from functools import partial

import httpx
import pytest

from services.trademark import jobs
from services.trademark.legal_rules.service import take_over
from services.trademark.mark_imports.rules import TEMPLATE
from shared.codes.roles import Role
from shared.files.files import Files
from shared.imports.forms import JSON_LINES
from shared.jobs.runner import Runner
from tests import lists
from tests.trademark.conftest import JINING

PATH = "/trademark/v1/mark-imports"
MARKS = "/trademark/v1/marks"


def rows(count, **more: object):
    return [
        {
            "number": f"{13_000_000 + number}",
            "name": f"金乡蒜{number}",
            "kind": "product",
            "goods": "31-3105 新鲜大蒜；29 腌制蒜",
            "holder": "金乡县大蒜产业有限公司",
            "region": "370828",
            "filed_on": date(2013, 2, 5),
            "registered_on": date(2014, 4, 7),
            "expires_on": date(2034, 4, 6),
            **more,
        }
        for number in range(count)
    ]


workbook, separated = partial(lists.workbook, TEMPLATE), partial(lists.separated, TEMPLATE)


def st96(table):
    lines = [
        {
            "ApplicationNumber": {"ApplicationNumberText": row["number"]},
            "MarkCategory": "Trademark",
            "MarkVerbalElementText": row["name"],
            "ApplicationDate": row["filed_on"].isoformat(),
            "RegistrationDate": row["registered_on"].isoformat(),
            "ExpiryDate": row["expires_on"].isoformat(),
            "GoodsServicesBag": [
                {"ClassNumber": 31, "GroupCode": "3105", "GoodsServicesDescriptionText": "新鲜大蒜"},
                {"ClassNumber": 29, "GoodsServicesDescriptionText": "腌制蒜"},
            ],
            "ApplicantBag": [{"EntityName": row["holder"], "RegionCode": row["region"]}],
        }
        for row in table
    ]
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode(), JSON_LINES


@pytest.fixture
async def database(committed_database):
    made = await committed_database("trademark")
    await take_over(made, made.clock)
    return made


@pytest.fixture
def files(database, tmp_path) -> Files:
    return lists.files_of(database, tmp_path)


@pytest.fixture
async def client(build, database) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://trademark.test") as calling:
        yield calling


@pytest.fixture
def officer(as_):
    return lambda **given: as_(Role.CITY_OFFICER, region=JINING, subject=lists.IMPORTER, **given)


@pytest.fixture
def start(client, officer, files):
    """Upload a list and ask for its import; gives the answer's body."""

    async def started(sent, **choices: object) -> dict:
        file = await lists.uploaded(files, sent)
        body = {"file_id": file, "as_of": "2017-03-01", "source": "商标名录", **choices}
        answer = await client.post(PATH, json=body, headers=officer())
        assert answer.status_code == 202, answer.text
        return answer.json()

    return started


@pytest.fixture
def run(start, client, officer, files, database):
    """The same, done by the worker's runner; gives how it ended."""

    async def done(sent, **choices: object) -> dict:
        asked = await start(sent, **choices)
        await Runner(database, jobs.handlers(files)).execute(asked["job_id"])
        return (await client.get(f"{PATH}/{asked['id']}", headers=officer())).json()

    return done


def counts(ended):
    return tuple(ended[name] for name in ("new", "changed", "unchanged", "refused", "applied", "done"))


@pytest.fixture
def marks(client):
    async def listed(**params: object) -> list:
        return (await client.get(MARKS, params=params)).json()["items"]

    return listed


@pytest.fixture
def report(client, officer):
    async def told(ended, **params: object) -> list:
        answer = await client.get(f"{PATH}/{ended['id']}/differences", params=params, headers=officer())
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    return told

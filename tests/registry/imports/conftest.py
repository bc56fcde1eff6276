"""Tables of organisations as they are sent, and a worker that takes them."""

from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest

from services.registry import jobs
from services.registry.imports.rules import TEMPLATE
from shared.codes.credit_code import make_from
from shared.codes.roles import Role
from shared.files.files import Files
from shared.jobs.runner import Runner
from tests.lists import IMPORTER, files_of, uploaded, workbook
from tests.registry.conftest import JINING

PATH = "/registry/v1/imports"


def rows(count, at="370828", **more: object):
    return [
        {
            "credit_code": make_from("91", at, f"{number:08d}"),
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
    return files_of(database, tmp_path)


@pytest.fixture
async def client(build, database) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as calling:
        yield calling


@pytest.fixture
def officer(as_):
    return lambda: as_(Role.CITY_OFFICER, region=JINING, subject=IMPORTER)


@pytest.fixture
def start(client, officer, files):
    """Upload a table and ask for its import; gives the answer's body."""

    async def started(table, **choices: object) -> dict:
        file = await uploaded(files, workbook(TEMPLATE, table))
        answer = await client.post(PATH, json={"file_id": file, **choices}, headers=officer())
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

"""What grows is cleared up; a service without a store says so."""

from base64 import b64encode
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from shared.app.files import files_router
from shared.app.housekeeping import Broom, floor_routers
from shared.db.caller import SYSTEM
from shared.files.files import open_files
from shared.jobs.record import Jobs, enqueue
from shared.jobs.tables import jobs_table
from shared.settings.service import ServiceSettings
from shared.time.clock import instant
from tests.shared.app.feeding import client_as, house_service


@pytest.fixture
async def database(rolled_back_database):
    return await rolled_back_database("review")


def settings(**more: object) -> ServiceSettings:
    return ServiceSettings(
        database_url="postgresql+asyncpg:///none", data_key=b64encode(b"k" * 32).decode(), **more
    )


async def test_jobs_that_ended_three_months_ago_are_forgotten(database, tmp_path):
    table = jobs_table("review")
    async with database.write(SYSTEM) as session:
        old, new = await enqueue(session, "count", {}), await enqueue(session, "count", {})
        for job_id in (old, new):
            await Jobs(session).cancel(job_id)
        long_ago = instant() - timedelta(days=91)
        await session.execute(update(table).where(table.c.id == old).values(finished_at=long_ago))
    files = open_files(settings(files_url=(tmp_path / "files").as_uri()), database)
    ticks = {tick.name: tick for tick in Broom(files).ticks()}
    assert set(ticks) == {"forget_keys", "forget_jobs", "forget_uploads"}
    changed = {name: await tick.run(database, database.clock) for name, tick in ticks.items()}
    assert changed == {"forget_keys": 0, "forget_jobs": 1, "forget_uploads": 0}
    async with database.read(SYSTEM) as session:
        assert await session.scalar(select(func.count()).select_from(table)) == 1


async def test_a_service_without_a_store_takes_no_files_and_says_so(database, tmp_path):
    assert open_files(settings(), database) is None
    assert [tick.name for tick in Broom(None).ticks()] == ["forget_keys", "forget_jobs"]
    app = house_service(tmp_path, database, routers=[files_router("review")])
    body = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64}
    async with client_as(app) as client:
        refused = await client.post("/review/v1/uploads", json=body, headers={"Idempotency-Key": "k"})
    assert (refused.status_code, refused.json()["code"]) == (503, "files_not_kept")


async def test_the_routers_of_the_floor_live_together_and_have_a_contract(database, tmp_path):
    app = house_service(tmp_path, database, routers=floor_routers("review"))
    async with client_as(app, anonymous=True) as client:
        paths = (await client.get("/review/v1/openapi.json")).json()["paths"]
    assert {"/review/v1/changes", "/review/v1/jobs/{job_id}", "/review/v1/files/{file_id}/content"} <= set(
        paths
    )

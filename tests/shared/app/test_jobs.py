"""Long work over HTTP."""

import pytest

from shared.app.jobs import jobs_router
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Caller, CallerKind
from shared.db.ids import new_id
from shared.jobs.record import Jobs, Outcome, enqueue
from shared.testing.tokens import bound
from tests.shared.app.feeding import client_as, house_service

OFFICER = bound(Role.CITY_OFFICER, region="37.3708.")


@pytest.fixture
async def database(rolled_back_database):
    return await rolled_back_database("review")


@pytest.fixture
def app(tmp_path, database):
    return house_service(tmp_path, database, routers=[jobs_router("review")])


async def ask(database, subject="officer-1"):
    caller = Caller(CallerKind.PERSON, subject)
    async with database.write(caller) as session:
        return await enqueue(session, "import", {"secret": "payload"}, region_path="37.3708.370811.")


async def test_a_job_is_shown_without_what_it_was_given(app, database):
    job_id = await ask(database)
    async with client_as(app, subject="officer-1") as client:
        shown = (await client.get(f"/review/v1/jobs/{job_id}")).json()
    assert shown["state"] == "queued"
    assert shown["progress"] == {"done": 0}
    assert "payload" not in shown
    assert "error" not in shown


async def test_a_finished_job_says_where_its_result_lies(app, database):
    job_id = await ask(database)
    async with database.write(SYSTEM) as session:
        await Jobs(session).begin(job_id)
        await Jobs(session).report(job_id, 1, done=3, total=3)
        await Jobs(session).succeed(job_id, 1, Outcome(result={"made": 3}, result_url="/review/v1/x"))
    async with client_as(app, subject="officer-1") as client:
        shown = (await client.get(f"/review/v1/jobs/{job_id}")).json()
    assert (shown["state"], shown["result"], shown["result_url"]) == (
        "succeeded",
        {"made": 3},
        "/review/v1/x",
    )
    assert shown["progress"] == {"done": 3, "total": 3}


async def test_a_failed_job_says_why_in_the_language_of_its_reader(app, database):
    job_id = await ask(database)
    async with database.write(SYSTEM) as session:
        await Jobs(session).fail(job_id, 0, code="job_failed", params={})
    async with client_as(app, subject="officer-1") as client:
        english = (await client.get(f"/review/v1/jobs/{job_id}")).json()["error"]
        chinese = (
            await client.get(f"/review/v1/jobs/{job_id}", headers={"Accept-Language": "zh-CN"})
        ).json()["error"]
    assert english["code"] == chinese["code"] == "job_failed"
    assert (english["title"], chinese["title"]) == ("The job failed", "任务失败")


async def test_jobs_of_others_are_not_known_but_to_the_officers_of_the_region(app, database):
    job_id = await ask(database)
    async with client_as(app, subject="officer-2") as client:
        assert (await client.get(f"/review/v1/jobs/{job_id}")).status_code == 404
    async with client_as(app, OFFICER, subject="officer-2") as client:
        assert (await client.get(f"/review/v1/jobs/{job_id}")).status_code == 200
        refused = await client.post(
            f"/review/v1/jobs/{job_id}/cancel", headers={"Idempotency-Key": "another"}
        )
    assert (refused.status_code, refused.json()["code"]) == (403, "job_of_another")


async def test_the_list_holds_the_callers_own_jobs_newest_first_page_by_page(app, database):
    asked = [str(await ask(database)) for _ in range(3)]
    await ask(database, "officer-2")
    async with client_as(app, OFFICER, subject="officer-1") as client:
        first = (await client.get("/review/v1/jobs", params={"limit": 2})).json()
        rest = (
            await client.get("/review/v1/jobs", params={"limit": 2, "cursor": first["next_cursor"]})
        ).json()
        none = (await client.get("/review/v1/jobs", params={"state": "failed,running"})).json()
    assert [job["id"] for job in first["items"] + rest["items"]] == asked[::-1]
    assert none["items"] == []


async def test_cancelling_twice_with_one_key_is_cancelling_once(app, database):
    job_id = await ask(database)
    path, key = f"/review/v1/jobs/{job_id}/cancel", {"Idempotency-Key": "once"}
    async with client_as(app, subject="officer-1") as client:
        first = await client.post(path, headers=key)
        again = await client.post(path, headers=key)
        later = await client.post(path, headers={"Idempotency-Key": "later"})
    assert first.json()["state"] == again.json()["state"] == "cancelled"
    assert again.headers["idempotent-replayed"] == "true"
    assert (later.status_code, later.json()["code"]) == (409, "job_finished")


async def test_an_unknown_job_and_a_missing_scope_are_refused(app):
    async with client_as(app) as client:
        assert (await client.get(f"/review/v1/jobs/{new_id()}")).json()["code"] == "job_unknown"
    async with client_as(app, scopes=["review:rounds:read"]) as client:
        assert (await client.get("/review/v1/jobs")).json()["code"] == "scope_missing"

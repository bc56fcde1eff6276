"""What was under way when a part died goes on: a revocation, a list half read, figures half built."""

import asyncio
import time
from datetime import date
from uuid import uuid4

import asyncpg
import httpx
import pytest

from deploy.demo.clock import SYSTEM
from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.lists import GAZETTE, XLSX, Mark, workbook
from deploy.demo.registration import SECURITY
from deploy.local.postgres import EmbeddedPostgres
from shared.auth.verifier import YOUNG
from tests.journeys.dying import Scene
from tests.journeys.feeds import BACK_SECONDS
from tests.journeys.people import bearer, enrolled, problem_of
from tests.journeys.running import until

pytestmark = [pytest.mark.journeys, pytest.mark.littering, pytest.mark.long]
GUARDED = ("/registry/v1/organisations", "/review/v1/applications")
MARKS = 150


async def _job_begins(actor: Actor, service: str, job: str) -> None:
    async def begun() -> bool:
        return bool((await actor.get(f"/{service}/v1/jobs/{job}"))["state"] != "queued")

    await until(begun, "a worker has begun the job", seconds=BACK_SECONDS)


async def _whatever_was_begun_is_cleared_away(keeper: Actor) -> None:
    """A rebuild that another test ordered and cancelled is dropped by the next, which no lock may hold up."""

    async def cleared() -> bool:
        built = (await keeper.get("/metrics/v1/fact-rebuilds"))["items"]
        if all(each["state"] != "building" for each in built):
            return True
        again = {"Idempotency-Key": str(uuid4())}
        ordered = await keeper.gateway.send(
            "POST", "/metrics/v1/fact-rebuilds", headers={**await bearer(keeper), **again}
        )
        assert ordered.status_code == httpx.codes.ACCEPTED or problem_of(ordered)["code"] == "rebuild_running"
        return False

    await until(cleared, "no rebuild is under way", seconds=BACK_SECONDS)


async def _leaver(gateway: Gateway) -> tuple[dict[str, str], Json]:
    """A token that is good now, and the binding on which it stands."""
    person = await enrolled(gateway, "officer-before-a-death", role="city_officer", region_path="37.3707.")
    token = await bearer(gateway.person("officer-before-a-death"))
    for path in GUARDED:
        assert (await gateway.send("GET", path, headers=token)).status_code == httpx.codes.OK
    held = (await gateway.person(SECURITY).get("/identity/v1/bindings", person_id=person))["items"]
    (binding,) = [each for each in held if each["state"] == "granted"]
    return token, binding


async def test_a_revocation_outlives_identity_and_a_service_that_has_forgotten_it(
    scene: Scene, gateway: Gateway
):
    """A token older than a minute: a younger one is believed while identity is silent, by design."""
    began = time.monotonic()
    token, binding = await _leaver(gateway)
    answered: list[int] = []
    registry_is_new = asyncio.Event()

    async def old() -> bool:
        return time.monotonic() - began > YOUNG

    async def intrude() -> None:
        """Asks with the revoked token, all the time; what the killed process still said is not counted."""
        while True:
            counts = registry_is_new.is_set()
            answer = await gateway.http.get(GUARDED[0], headers=token)
            if counts:
                answered.append(answer.status_code)
            await asyncio.sleep(0.1)

    async def strike() -> None:
        path = f"/identity/v1/bindings/{binding['id']}/revoke"
        await gateway.person(SECURITY).post(path, {"reason": "岗位调整"}, version=binding["version"])
        intruder = asyncio.create_task(intrude())
        scene.platform.kill("registry")
        registry_is_new.set()
        await scene.kill("identity", "identity-worker")
        await until(scene.is_ready("registry"), "registry is ready", seconds=BACK_SECONDS)
        await until(stopped, "registry and review refuse the token", seconds=BACK_SECONDS)
        intruder.cancel()

    async def stopped() -> bool:
        answers = [await gateway.http.get(path, headers=token) for path in GUARDED]
        codes = [problem_of(each)["code"] for each in answers if each.status_code != httpx.codes.OK]
        return codes == ["token_revoked", "token_revoked"]

    await until(old, "the token is a minute old", seconds=YOUNG + BACK_SECONDS)
    traffic = await scene.play(strike)
    assert traffic.refusers() == {"identity", "registry"}
    assert answered
    assert set(answered) <= {401, 503}, "a service that has just begun believed a revoked token"
    assert await stopped(), "a revocation does not wear off"


async def test_P06_a_list_of_marks_is_entered_once_though_trademark_and_its_worker_die_over_it(
    scene: Scene, officer: Actor
):
    marks = [_mark(number) for number in range(MARKS)]
    file_id = await officer.upload("trademark", "恢复.xlsx", workbook(marks), XLSX)
    asked = {
        "file_id": file_id,
        "mode": "apply",
        "on_error": "skip",
        "as_of": "2020-01-01",
        "source": GAZETTE,
    }
    run: list[Json] = []

    async def strike() -> None:
        run.append(await officer.post("/trademark/v1/mark-imports", asked))
        await _job_begins(officer, "trademark", run[0]["job_id"])
        await scene.kill("trademark-worker", "trademark")

    async def done() -> bool:
        run[0] = await officer.get(f"/trademark/v1/mark-imports/{run[0]['id']}")
        return bool(run[0]["done"])

    traffic = await scene.play(strike)
    await until(done, "the list is read to its end", seconds=BACK_SECONDS)
    assert (run[0]["new"], run[0]["refused"], run[0]["applied"]) == (MARKS, 1, True), run[0]
    wanted = {mark.number for mark in marks}
    held = [each["number"] async for each in officer.items("/trademark/v1/marks")]
    assert sorted(number for number in held if number in wanted) == sorted(wanted)
    assert traffic.refusers() == {"trademark"}


def _mark(number: int) -> Mark:
    return Mark(
        number=f"{73_000_000 + number}",
        name=f"恢复坊{number}",
        holder=f"济宁恢复坊{number}商行",
        credit_code="",
        region="370800",
        class_number=30,
        goods="糕点",
        registered=date(2019, 3, 14),
    )


async def test_P06_facts_that_are_built_anew_are_the_same_though_metrics_and_its_worker_die_over_it(
    scene: Scene, gateway: Gateway
):
    keeper = gateway.person(SYSTEM)
    await _whatever_was_begun_is_cleared_away(keeper)
    before = (await keeper.get("/metrics/v1/fact-rebuilds"))["items"]
    ordered: list[Json] = []
    address = EmbeddedPostgres(scene.platform.places.postgres).url("lupin_metrics", scheme="postgresql")

    async def strike() -> None:
        held = await asyncpg.connect(address)
        try:
            async with held.transaction():
                await held.execute("LOCK TABLE metrics.fact_events IN EXCLUSIVE MODE")
                ordered.append(await keeper.post("/metrics/v1/fact-rebuilds"))
                await _job_begins(keeper, "metrics", ordered[0]["job_id"])
                scene.platform.kill("metrics-worker")
        finally:
            await held.close()
        await scene.kill("metrics")

    async def ended() -> bool:
        return bool((await keeper.get(f"/metrics/v1/jobs/{ordered[0]['job_id']}"))["state"] == "succeeded")

    traffic = await scene.play(strike)
    await until(ended, "the rebuild ends under the new worker", seconds=BACK_SECONDS)
    after = (await keeper.get("/metrics/v1/fact-rebuilds"))["items"]
    assert len(after) == len(before) + 1
    (current,) = [each for each in after if each["state"] == "current"]
    assert current["id"] == ordered[0]["id"]
    assert current["outcome"]["identical"] is True, current
    assert traffic.refusers() == {"metrics"}

"""`kill -9` under traffic on all services: what was acknowledged is there afterwards, and was told once."""

import pytest

from deploy.local.choices import SERVICES
from tests.journeys.dying import Scene

pytestmark = [pytest.mark.journeys, pytest.mark.littering, pytest.mark.long]
CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'lupin%'
"""


async def test_P06_review_and_its_worker_come_back_with_every_write_and_every_event(scene: Scene):
    async def strike() -> None:
        await scene.kill("review", "review-worker")

    assert (await scene.play(strike)).refusers() == {"review"}


async def test_callers_of_a_gateway_that_dies_try_again_by_their_keys_and_nothing_is_made_twice(scene: Scene):
    async def strike() -> None:
        await scene.kill("gateway")

    traffic = await scene.play(strike, cut_off=True)
    assert 0 in {status for _, status in traffic.told}, "nobody noticed"


async def test_P06_a_database_that_is_killed_comes_back_and_every_service_with_it(scene: Scene):
    traffic = await scene.play(scene.kill_database)
    assert traffic.refusers() == set(SERVICES)


async def test_P06_connections_that_the_database_ends_cost_no_write(scene: Scene):
    async def strike() -> None:
        for service in SERVICES:
            scene.platform.sql(service, CUT_OFF)

    await scene.play(strike)

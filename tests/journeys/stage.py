"""One platform for all tests that need one, and the small programme played on it once: a plug-in."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from io import StringIO

import pytest
from rich.console import Console

from deploy.demo.gateway import CallRefusedError, Gateway, Json
from deploy.demo.play import play
from deploy.demo.size import Size
from deploy.local.choices import SERVICES
from deploy.local.obstacles import last_lines
from deploy.local.places import Places
from tests.collector import Collected, collecting
from tests.journeys.running import Running, free_ports
from tests.leftovers import PLATFORM, folder_of_this_run

SMALL = Size(enterprises=28, experts=12, marks_of_others=6, cities_reporting=2, counties_reporting=3)
"""The smallest cast in which every fate, a spent quota and a reserve occur."""
PLAY_SECONDS = 360


@pytest.fixture(scope="session")
def collected() -> Iterator[Collected]:
    """What the platform tells in spans."""
    with collecting() as collected:
        yield collected


@pytest.fixture(scope="session")
async def platform(collected: Collected) -> AsyncIterator[Running]:
    """Everything that `make run` starts, in demo mode, in a folder that is gone afterwards."""
    folder = folder_of_this_run(PLATFORM)
    log, traced = folder / "run.log", collected.environment
    running = Running(Places(folder / "d"), *free_ports(), log=log, told=traced)
    supervisor = running.start()
    try:
        await running.await_ready(supervisor)
        yield running
    finally:
        await asyncio.to_thread(running.stop, supervisor)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def gateway(platform: Running) -> AsyncIterator[Gateway]:
    """The calls of people, each with a sign-in of their own."""
    async with Gateway(platform.url, platform.passphrase) as opened:
        yield opened


@pytest.fixture(scope="session")
async def told(platform: Running) -> Json:
    """The account of the small programme."""
    shown = StringIO()
    try:
        async with asyncio.timeout(PLAY_SECONDS):
            console = Console(file=shown, width=120)
            return await play(platform.url, platform.passphrase, console, platform.places.pids, SMALL)
    except* (CallRefusedError, TimeoutError) as failed:
        reason = failed.exceptions[0]
        chapters = shown.getvalue().strip().splitlines()
        reached = chapters[-1] if chapters else "nothing"
        logs = "\n".join(f"--- {name}\n{last_lines(platform.places.log(name), 5)}" for name in SERVICES)
        raise AssertionError(f"the programme stopped after “{reached}”: {reason}\n{logs}") from failed
    raise AssertionError("unreachable")

"""Workers of the embedded run: the start waits for them, names the one that does not come, and shows them."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import text

from deploy.local.child import Child
from deploy.local.choices import SERVICES, Choices, worker_of
from deploy.local.databases import Databases
from deploy.local.keyring import Keyring
from deploy.local.obstacles import Obstacle
from deploy.local.places import Places
from deploy.local.platform import Platform
from deploy.local.probe import ask_socket
from deploy.local.progress import Progress
from deploy.local.stack import Stack
from deploy.local.supervisor import Supervisor
from deploy.local.upkeep import Upkeep
from shared.db.work import Database
from shared.testing.conditions import until
from shared.testing.database import Cluster

LONGEST_SOCKET = 107
"""Bytes of a path that Linux takes."""


@dataclass(frozen=True)
class Terminal:
    """What a person sees."""

    progress: Progress
    shown: StringIO


@pytest.fixture
def terminal() -> Terminal:
    shown = StringIO()
    return Terminal(Progress(Console(file=shown, width=200, highlight=False)), shown)


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    made = Places(tmp_path / "var")
    made.make()
    made.sockets.mkdir(mode=0o700)
    yield made
    for left in made.sockets.iterdir():
        left.unlink()
    made.sockets.rmdir()


def stack_on(database: Database, places: Places) -> Stack:
    """A run whose review has this database; nobody answers at its gateway."""
    url = database.engine.url.render_as_string(hide_password=False)
    keyring = Keyring(places.keys)
    return Stack(places, Choices(port=1), keyring, Databases(keyring, None, {"REVIEW_DATABASE_URL": url}))


async def test_the_start_waits_until_a_worker_is_ready_and_status_shows_it(
    committed_database: Callable[[str], Awaitable[Database]], places: Places, terminal: Terminal
) -> None:
    stack = stack_on(await committed_database("review"), places)
    supervisor = Supervisor(terminal.progress)
    try:
        await supervisor.start([Child(stack.worker("review"), places)])
        await shown_by_status(places, terminal)
    finally:
        await supervisor.stop()
    told = terminal.shown.getvalue()
    assert "✓ review-worker 200" in told
    assert "✗ metrics-worker silent" in told


async def shown_by_status(places: Places, terminal: Terminal) -> bool:
    """As if a supervisor held the folder."""
    (places.root / "state.json").write_text(json.dumps({"port": 1}))
    with Platform(places, Choices(port=1), terminal.progress)._alone():
        return await Upkeep(places, Choices(port=1), terminal.progress).status()


async def test_a_worker_that_never_gets_ready_is_named_with_its_log(
    committed_database: Callable[[str], Awaitable[Database]],
    cluster: Cluster,
    places: Places,
    terminal: Terminal,
) -> None:
    database = await committed_database("review")
    await set_back(database, cluster)
    worker = stack_on(database, places).worker("review")

    async def ready() -> bool:
        """Asked until it has said what it lacks: a busy machine is slow, not wrong."""

        async def told() -> bool:
            return await ask_socket(places.door(worker.name), "GET /readyz") == 503

        await until(told, seconds=60)
        return False

    command = replace(worker, ready=ready, ready_within=1.0)
    supervisor = Supervisor(terminal.progress)
    try:
        with pytest.raises(Obstacle) as refused:
            await supervisor.start([Child(command, places)])
    finally:
        await supervisor.stop()
    first, *rest = str(refused.value).splitlines()
    assert first == f"review-worker is not ready after 1 s: read {places.log('review-worker')}"
    assert '"lacks":["database"]' in "\n".join(rest)


async def set_back(database: Database, cluster: Cluster) -> None:
    """To the tables of an older build, as far as anybody can tell."""
    url = cluster.url("review", str(database.engine.url.database), owner=True)
    owning = Database.connect("review", url, clock=database.clock)
    async with owning.engine.begin() as connection:
        await connection.execute(text("UPDATE review.schema_version SET version_num = '0001'"))
    await owning.dispose()


def test_each_service_has_a_worker_for_which_the_start_waits(places: Places) -> None:
    keyring = Keyring(places.keys)
    anywhere = {f"{service.upper()}_DATABASE_URL": "postgresql+asyncpg://x" for service in SERVICES}
    workers = Stack(places, Choices(), keyring, Databases(keyring, None, anywhere)).workers()
    assert [worker.name for worker in workers] == [worker_of(service) for service in SERVICES]
    assert [worker.name for worker in workers if worker.ready is None] == []
    assert max(len(str(places.door(worker.name))) for worker in workers) < LONGEST_SOCKET

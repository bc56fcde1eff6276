"""The parts of the embedded run: kept alive, stopped in order, found again after a kill."""

import asyncio
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local.child import Child, Command, stop_strays
from deploy.local.choices import Choices
from deploy.local.keyring import Keyring
from deploy.local.obstacles import Obstacle, process_on, require_free_port
from deploy.local.places import Places
from deploy.local.platform import Platform
from deploy.local.progress import Progress
from deploy.local.supervisor import Supervisor

STAYS = "import signal, sys; signal.signal(15, lambda *_: sys.exit(0)); signal.pause()"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "var")
    made.make()
    return made


@pytest.fixture
def shown() -> StringIO:
    return StringIO()


@pytest.fixture
def progress(shown: StringIO) -> Progress:
    return Progress(Console(file=shown, width=200, highlight=False))


@pytest.fixture
def child(places: Places) -> Callable[..., Child]:
    def make(name: str, code: str = STAYS, **options: object) -> Child:
        return Child(Command(name, (sys.executable, "-c", code), **options), places)  # type: ignore[arg-type]

    return make


@asynccontextmanager
async def _running(supervisor: Supervisor) -> AsyncIterator[None]:
    watching = asyncio.create_task(supervisor.watch())
    try:
        yield
    finally:
        watching.cancel()
        await supervisor.stop()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not condition():  # noqa: ASYNC110  the condition is a file or a process, which raise no event
            await asyncio.sleep(0.02)


async def test_a_part_that_dies_is_started_again_and_a_line_says_so(
    progress: Progress, shown: StringIO, child: Callable[..., Child], places: Places
) -> None:
    supervisor = Supervisor(progress)
    await supervisor.start([child("service")])
    number = places.pids / "service"
    first = number.read_text()
    async with _running(supervisor):
        os.kill(int(first), signal.SIGKILL)
        await _until(lambda: number.read_text() not in {"", first})
    assert "service has ended (exit code -9); starting it again" in shown.getvalue()


class _Stubborn:
    """Cannot be waited for until it runs, as PostgreSQL; its second start meets an obstacle."""

    name = "database"

    def __init__(self) -> None:
        self.starts = 0
        self.runs = asyncio.Event()

    async def start(self) -> None:
        self.starts += 1
        self.runs.clear()
        if self.starts == 2:
            raise Obstacle("the memory of the old one is still in use")
        self.runs.set()

    async def wait(self) -> int:
        if not self.runs.is_set():
            raise RuntimeError("it does not run")
        if self.starts == 1:
            return -signal.SIGKILL
        return await asyncio.Future()

    async def stop(self) -> None:
        pass


async def test_a_part_that_meets_an_obstacle_when_it_is_started_again_is_tried_until_it_runs(
    progress: Progress, shown: StringIO
) -> None:
    part, supervisor = _Stubborn(), Supervisor(progress)
    await supervisor.start([part])
    async with _running(supervisor):
        await _until(lambda: part.starts == 3)
        await _until(lambda: shown.getvalue().count("✓ database") == 2)
    said = shown.getvalue()
    assert "the memory of the old one is still in use" in said
    assert "database did not start; starting it again in 2 s" in said


async def test_stages_stop_in_reverse_order(
    progress: Progress, shown: StringIO, child: Callable[..., Child]
) -> None:
    supervisor = Supervisor(progress)
    await supervisor.start([child("database")])
    await supervisor.start([child("identity"), child("review")])
    await supervisor.start([child("gateway")])
    await supervisor.stop()
    stopped = [line.split("stopped ")[1] for line in shown.getvalue().splitlines() if "stopped" in line]
    assert stopped == ["gateway", "identity, review", "database"]


async def test_a_part_that_ends_while_starting_shows_the_end_of_its_log(child: Callable[..., Child]) -> None:
    async def never() -> bool:
        return False

    broken = child("review", "raise SystemExit('REVIEW_DATA_KEY is missing')", ready=never)
    with pytest.raises(Obstacle, match="review ended while starting") as refused:
        await broken.start()
    assert "REVIEW_DATA_KEY is missing" in str(refused.value)


async def test_a_part_that_does_not_listen_is_killed_after_its_patience(
    child: Callable[..., Child], places: Places
) -> None:
    ready = places.root / "deaf"
    ignores = "import signal, pathlib; signal.signal(15, signal.SIG_IGN)"
    deaf = child("deaf", f"{ignores}; pathlib.Path({str(ready)!r}).touch(); signal.pause()", patience=0.1)
    await deaf.start()
    await _until(ready.exists)
    await deaf.stop()
    assert deaf.exit_code == -signal.SIGKILL


async def test_what_a_killed_supervisor_left_is_ended(child: Callable[..., Child], places: Places) -> None:
    left = child("registry")
    await left.start()
    environment = Path("/proc", (places.pids / "registry").read_text(), "environ")
    await _until(lambda: environment.read_bytes() != b"")  # the kernel fills it a moment after the start
    assert await stop_strays(places) == ["registry"]
    assert await left.wait() in {0, -signal.SIGTERM}


async def test_a_number_that_belongs_to_another_now_is_let_alone(places: Places) -> None:
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", STAYS)
    (places.pids / "review").write_text(str(other.pid))
    assert await stop_strays(places) == []
    assert other.returncode is None
    other.kill()
    await other.wait()


def test_a_port_in_use_names_the_process_and_the_setting() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert str(os.getpid()) in (process_on(port) or "")
        with pytest.raises(Obstacle, match=rf"Port {port} \(the gateway\) is in use by .*LUPIN_PORT="):
            require_free_port(port, what="the gateway", setting="LUPIN_PORT")


async def test_a_second_run_on_the_same_folder_is_refused(places: Places, progress: Progress) -> None:
    platform = Platform(places, Choices(), progress)
    with platform._alone(), pytest.raises(Obstacle, match=f"already runs .*pid {os.getpid()}"):
        await platform.run()


def test_secrets_are_made_once_and_closed_to_others(places: Places) -> None:
    keyring = Keyring(places.keys)
    first = (
        keyring.passwords("review"),
        keyring.data_key("review"),
        keyring.public_key("review").read_text(),
    )
    again = Keyring(places.keys)
    assert first == (
        again.passwords("review"),
        again.data_key("review"),
        again.public_key("review").read_text(),
    )
    assert "PUBLIC KEY" in first[2]
    assert {stat.S_IMODE(file.stat().st_mode) for file in places.keys.iterdir()} == {0o600}
    assert stat.S_IMODE(places.keys.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "environment", [{"LUPIN_PORT": "x"}, {"LUPIN_PORT": "70000"}, {"LUPIN_MODE": "test"}], ids=str
)
def test_a_choice_that_cannot_be_is_refused_by_name(environment: dict[str, str]) -> None:
    with pytest.raises(Obstacle, match=next(iter(environment))):
        Choices.from_environment(environment)

"""Ctrl-C while the platform is being made: it ends by itself, in order, and leaves nothing that runs."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.local.child import MARK
from deploy.local.places import CHECKOUT, Places
from deploy.local.postgres import EmbeddedPostgres
from tests.journeys.running import Running, free_ports
from tests.leftovers import end_with_parent, memory

SECONDS = 120


@pytest.fixture
def platform() -> Iterator[Running]:
    """Its data lie in memory, if there is room: here nobody's is lost."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        place = Path(folder)
        running = Running(Places(place / "d"), *free_ports(), log=place / "run.log")
        running.log.touch()
        yield running
        server = EmbeddedPostgres(running.places.postgres)
        server.stop_left_behind()
        server.erase()


def _begun(platform: Running, module: str) -> subprocess.Popen[bytes]:
    """As from a terminal: a group of its own, to which Ctrl-C goes."""
    words = [sys.executable, "-m", module, *(["run"] if module == "deploy.local" else [])]
    with platform.log.open("ab") as log:
        return subprocess.Popen(
            words,
            env=platform.environment() | {"PYTHONUNBUFFERED": "1"},
            cwd=CHECKOUT,
            stdout=log,
            stderr=log,
            process_group=0,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one call of the system, no lock
        )


def _await(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def _moments(platform: Running) -> dict[str, Callable[[], bool]]:
    """When a person may lose patience."""
    server = EmbeddedPostgres(platform.places.postgres)
    return {
        "the database is being made": (server.cluster / "base").is_dir,
        "the database runs": lambda: "✓ postgresql" in platform.log.read_text("utf-8"),
        "tables are being made": lambda: platform.places.log("review-migrations").exists(),
    }


def _ours(places: Places) -> list[str]:
    """What still runs out of this folder."""
    mark, cluster = f"{MARK}={places.root}".encode(), str(EmbeddedPostgres(places.postgres).cluster).encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes()
            if mark in (process / "environ").read_bytes() or cluster in words:
                found.append(words.decode(errors="replace"))
    return found


@pytest.mark.parametrize(
    ("module", "moment"),
    [
        ("deploy.local", "the database is being made"),
        ("deploy.demo", "the database runs"),
        ("deploy.demo", "tables are being made"),
    ],
)
def test_an_interrupted_start_ends_in_order_and_leaves_nothing(platform: Running, module: str, moment: str):
    begun = _begun(platform, module)
    _await(_moments(platform)[moment], f"{moment}: {platform.log.read_text('utf-8')}")
    os.killpg(begun.pid, signal.SIGINT)
    code = begun.wait(SECONDS)
    said = platform.log.read_text("utf-8")
    assert code == 0, said
    assert "stopped postgresql" in said
    assert "Traceback" not in said
    assert "✗" not in said
    assert _ours(platform.places) == []
    folders = (platform.places.sockets, EmbeddedPostgres(platform.places.postgres).sockets)
    assert [folder for folder in folders if folder.exists()] == []

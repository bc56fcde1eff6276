"""A run of the tests that was killed leaves a cluster behind; the next one removes it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import tests.leftovers
from deploy.local.postgres import EmbeddedPostgres
from tests.leftovers import CLUSTER, memory, remove_leftovers


def _gone() -> int:
    """The number of a process that is no more."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


@pytest.fixture
def place() -> Iterator[Path]:
    """Where the clusters of a run lie: in memory, if there is room."""
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        yield Path(name)


def test_the_cluster_of_a_run_that_is_gone_is_stopped_and_erased(place: Path):
    left = EmbeddedPostgres(place / f"{CLUSTER}-{_gone()}-x", throwaway=True)
    left.data_dir.mkdir()
    left.start()
    assert left.home.is_relative_to(memory() or "/")
    remove_leftovers(place)
    assert left.process.wait(10) is not None
    assert [folder for folder in (left.home, left.sockets, left.data_dir) if folder.exists()] == []


def test_leftovers_are_looked_for_on_disk_and_in_memory():
    with ExitStack() as stack:
        made = [
            Path(tempfile.mkdtemp(prefix=f"{CLUSTER}-{_gone()}-", dir=within)) for within in (None, memory())
        ]
        for folder in made:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        remove_leftovers()
        assert [folder for folder in made if folder.exists()] == []


def test_where_memory_is_short_a_cluster_lies_on_disk(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tests.leftovers, "ROOM", 2**60)
    assert memory() is None


def test_the_cluster_of_a_living_run_stays(tmp_path: Path):
    living = tmp_path / f"{CLUSTER}-{os.getpid()}-x"
    living.mkdir()
    remove_leftovers(tmp_path)
    assert living.is_dir()


def test_a_child_ends_with_the_process_that_started_it():
    starts = (
        "import subprocess, sys; from tests.leftovers import end_with_parent; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], "
        "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, "
        "preexec_fn=end_with_parent); print(child.pid)"
    )
    started = subprocess.run([sys.executable, "-c", starts], capture_output=True, check=True, text=True)
    child = Path("/proc", started.stdout.strip())
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if _ended(child):
            return
        os.sched_yield()
    raise AssertionError("the child outlived its parent")


def _ended(process: Path) -> bool:
    try:
        return "\nState:\tZ" in (process / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True

"""A run of the tests that was killed leaves a cluster behind; the next one removes it."""

import os
import subprocess
import sys
import time
from pathlib import Path

from deploy.local.postgres import EmbeddedPostgres
from tests.leftovers import CLUSTER, remove_leftovers


def _gone() -> int:
    """The number of a process that is no more."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_the_cluster_of_a_run_that_is_gone_is_stopped_and_erased(tmp_path: Path):
    left = EmbeddedPostgres(tmp_path / f"{CLUSTER}-{_gone()}-x", throwaway=True)
    left.data_dir.mkdir()
    left.start()
    remove_leftovers(tmp_path)
    assert left.process.wait(10) is not None
    assert [folder for folder in (left.home, left.sockets, left.data_dir) if folder.exists()] == []


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

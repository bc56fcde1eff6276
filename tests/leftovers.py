"""What a killed run could not remove: the next one does, and knows it by the number of its process."""

import ctypes
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy.local.account import socket_folder
from deploy.local.places import Places
from deploy.local.postgres import MEMORY, EmbeddedPostgres

CLUSTER, PLATFORM = "lupin-tests", "lj"
"""Openings of the names of the folders that a run makes."""
ROOM = 3 * 2**30
"""Bytes that have to be free in memory before a cluster is laid there; with two workers it takes a tenth."""
_SYSTEM = ctypes.CDLL(None)
_DIES_WITH_ITS_PARENT = 1
"""PR_SET_PDEATHSIG of linux/prctl.h."""


def folder_of_this_run(opening: str, within: Path | None = None) -> Path:
    """A new folder that tells whose it is."""
    return Path(tempfile.mkdtemp(prefix=f"{opening}-{os.getpid()}-", dir=within))


def memory() -> Path | None:
    """Where files lie in memory, if there is room: a database is made there in a tenth of the time."""
    told = dict(line.split()[:2] for line in Path("/proc/meminfo").read_text("ascii").splitlines())
    available = int(told.get("MemAvailable:", 0)) * 1024
    roomy = MEMORY.is_dir() and min(shutil.disk_usage(MEMORY).free, available) >= ROOM
    return MEMORY if roomy and os.access(MEMORY, os.W_OK) else None


def remove_leftovers(within: Path | None = None) -> None:
    """Stop and erase the databases of runs that are no more."""
    for folder in _left(CLUSTER, within):
        _erase(EmbeddedPostgres(folder, throwaway=True))
    for folder in _left(PLATFORM, within):
        places = Places(folder / "d")
        server = EmbeddedPostgres(places.postgres)
        _erase(server)
        shutil.rmtree(socket_folder(places.root, server.account), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def end_with_parent() -> None:
    """For a child between fork and exec: asked to end as soon as whoever started it is gone."""
    _SYSTEM.prctl(_DIES_WITH_ITS_PARENT, signal.SIGTERM)


def _erase(server: EmbeddedPostgres) -> None:
    server.stop_left_behind()
    server.erase()


def _left(opening: str, within: Path | None) -> Iterator[Path]:
    places = [within] if within else [Path(tempfile.gettempdir()), MEMORY]
    for folder in (folder for place in places for folder in place.glob(f"{opening}-*-*")):
        number = folder.name.removeprefix(f"{opening}-").partition("-")[0]
        if number.isdecimal() and not Path("/proc", number).exists() and folder.stat().st_uid == os.getuid():
            yield folder

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
from deploy.local.postgres import EmbeddedPostgres

CLUSTER, PLATFORM = "lupin-tests", "lj"
"""Openings of the names of the folders that a run makes."""
_SYSTEM = ctypes.CDLL(None)
_DIES_WITH_ITS_PARENT = 1
"""PR_SET_PDEATHSIG of linux/prctl.h."""


def folder_of_this_run(opening: str) -> Path:
    """A new folder that tells whose it is."""
    return Path(tempfile.mkdtemp(prefix=f"{opening}-{os.getpid()}-"))


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
    for folder in (within or Path(tempfile.gettempdir())).glob(f"{opening}-*-*"):
        number = folder.name.removeprefix(f"{opening}-").partition("-")[0]
        if number.isdecimal() and not Path("/proc", number).exists() and folder.stat().st_uid == os.getuid():
            yield folder

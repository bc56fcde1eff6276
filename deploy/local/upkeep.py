"""`status` and `reset`: what runs, and how to begin again."""

import fcntl
import json
import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass

from deploy.local.child import stop_strays
from deploy.local.choices import SERVICES, Choices, worker_of
from deploy.local.obstacles import Obstacle
from deploy.local.places import OURS, Places
from deploy.local.postgres import EmbeddedPostgres
from deploy.local.probe import ask_socket, status_of
from deploy.local.progress import Progress

STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What can be done about a data folder from outside of the run."""

    places: Places
    choices: Choices
    progress: Progress

    async def status(self) -> bool:
        """Prints the state of each part; whether everything answers."""
        pid = self._holder()
        if pid is None:
            self.progress.note(f"nothing runs from {self.places.root}")
            return False
        port = json.loads((self.places.root / "state.json").read_text())["port"]
        self.progress.say(f"supervisor pid {pid}, gateway http://127.0.0.1:{port}/")
        asked = {"gateway": status_of(port, "/healthz")} | {
            service: status_of(port, f"/{service}/readyz") for service in SERVICES
        }
        workers = [worker_of(service) for service in SERVICES]
        asked |= {worker: ask_socket(self.places.door(worker), "GET /readyz") for worker in workers}
        answers = {name: await answer for name, answer in asked.items()}
        for name, status in answers.items():
            (self.progress.done if status == 200 else self.progress.failed)(f"{name} {status or 'silent'}")  # noqa: PLR2004  HTTP's own number
        return all(status == 200 for status in answers.values())  # noqa: PLR2004  the same

    async def reset(self, *, sure: bool) -> None:
        """Stops the run of this folder and removes its databases, keys, files and logs.

        Raises:
            Obstacle: when the person at the terminal does not agree.
        """
        if not sure and sys.stdin.isatty():
            answer = self.progress.console.input(
                f"Remove every database, key and file of {self.places.root}? [y/N] "
            )
            if answer.strip().lower() not in {"y", "yes"}:
                raise Obstacle("Nothing was removed.")
        self._stop_run()
        await stop_strays(self.places)
        server = EmbeddedPostgres(self.places.postgres)
        server.stop_left_behind()
        server.erase()
        shutil.rmtree(self.places.sockets, ignore_errors=True)
        for name in OURS:
            path = self.places.root / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        self.progress.done(f"{self.places.root} is empty; the next start begins anew")

    def _holder(self) -> int | None:
        """The supervisor that holds this folder's lock."""
        if not self.places.lock.exists():
            return None
        with self.places.lock.open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read() or 0) or None
        return None

    def _stop_run(self) -> None:
        pid = self._holder()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self._holder() is not None:
            if time.monotonic() > deadline:
                raise Obstacle(f"The run with pid {pid} does not stop: end it, then reset again.")
            time.sleep(0.1)

"""The platform of a test run: processes of its own on free ports, as `make run` starts them."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.choices import SERVICES
from deploy.local.obstacles import last_lines
from deploy.local.places import CHECKOUT, Places
from deploy.local.postgres import EmbeddedPostgres
from tests.leftovers import end_with_parent

COMMAND = (sys.executable, "-m", "deploy.local")
START_SECONDS = 240
STOP_SECONDS = 60
SERVICE_PORTS = len(SERVICES) + 1
"""The services, and the portal behind them."""


@dataclass(frozen=True, slots=True)
class Running:
    """Its address, its data folder, and its supervisor."""

    places: Places
    port: int
    service_port: int
    log: Path
    told: Mapping[str, str] = field(default_factory=dict)
    """What else its processes find in their environment."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def passphrase(self) -> str:
        """Of the people of the demo."""
        return (self.places.keys / "demo.passphrase").read_text("utf-8").strip()

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own settings: what a person has set for another run is not ours."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return kept | {
            "LUPIN_DATA": str(self.places.root),
            "LUPIN_PORT": str(self.port),
            "LUPIN_SERVICE_PORT": str(self.service_port),
            "LUPIN_MODE": "demo",
            **self.told,
        }

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*COMMAND, "run"],
                env=self.environment(),
                cwd=CHECKOUT,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one call of the system, no lock
            )

    async def await_ready(self, supervisor: subprocess.Popen[bytes]) -> None:
        """Until it says so; a failure opens with the end of what it said instead."""

        async def ready() -> bool:
            if supervisor.poll() is not None:
                raise AssertionError(f"the platform ended while starting: {last_lines(self.log, 6)}")
            return "Lupin is ready" in self.log.read_text("utf-8")

        try:
            await until(ready, "the platform is ready", seconds=START_SECONDS)
        except AssertionError as failed:
            raise AssertionError(f"{failed}; it last said: {last_lines(self.log, 6)}") from failed

    def stop(self, supervisor: subprocess.Popen[bytes]) -> None:
        supervisor.terminate()
        try:
            supervisor.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            supervisor.kill()
            supervisor.wait()
        subprocess.run([*COMMAND, "reset", "--yes"], env=self.environment(), cwd=CHECKOUT, check=True)

    def pid(self, part: str) -> int:
        """Of a part, as the supervisor wrote it down; 0 between its end and its new start."""
        file = self.places.pids / part
        return int(file.read_text() or 0) if file.exists() else 0

    def kill(self, part: str) -> int:
        """End a part without a word; the number that it had."""
        pid = self.pid(part)
        os.kill(pid, signal.SIGKILL)
        return pid

    def sql(self, service: str, question: str) -> list[list[str]]:
        """Ask a service's database as its superuser: what no reader's audience narrows."""
        return EmbeddedPostgres(self.places.postgres).sql(question, dbname=f"lupin_{service}")


async def until(holds: Callable[[], Awaitable[bool]], what: str, *, seconds: float) -> None:
    """Wait for what other processes bring about; says what did not come, and after how long."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not await holds():
        if loop.time() > deadline:
            raise AssertionError(f"after {seconds:.0f} s it still does not hold that {what}")
        await asyncio.sleep(0.1)


def free_ports() -> tuple[int, int]:
    """One port for the gateway, and the first of those in a row behind it."""
    for first in random.sample(range(21_000, 30_000, SERVICE_PORTS + 1), 200):
        with ExitStack() as held:
            try:
                for port in range(first, first + SERVICE_PORTS + 1):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first, first + 1
    raise AssertionError("not enough free ports in a row between 21000 and 30000")

"""One process of the platform: started with its own log, asked whether it is ready, stopped in time."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.choices import SERVICES
from deploy.local.obstacles import Obstacle, last_lines
from deploy.local.places import CHECKOUT, Places

MARK = "LUPIN_RUN"
READY_SECONDS = 60.0
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Command:
    """What to start; `ready` tells whether it works, `drain` asks it to take nothing new."""

    name: str
    words: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], Awaitable[bool]] | None = None
    drain: Callable[[], Awaitable[None]] | None = None
    patience: float = 15.0
    ready_within: float = READY_SECONDS


@asynccontextmanager
async def errand(*words: str, **options: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that ends by itself, and is ended when we stop waiting for it."""
    process = await asyncio.create_subprocess_exec(
        *words,
        cwd=CHECKOUT,
        start_new_session=True,  # a Ctrl-C at the terminal is for us
        **options,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


class Child:
    """A running command. Its log is kept, its number is written down for the next start."""

    def __init__(self, command: Command, places: Places) -> None:
        self.command = command
        self._places = places
        self._process: asyncio.subprocess.Process | None = None

    @property
    def name(self) -> str:
        return self.command.name

    @property
    def log(self) -> Path:
        return self._places.log(self.name)

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.returncode

    async def start(self) -> None:
        """Starts it and waits until it is ready.

        Raises:
            Obstacle: when it ends first or takes too long, with the end of its log.
        """
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(str(word) for word in self.command.words),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=CHECKOUT,
                env={**surroundings(), **self.command.environment, MARK: str(self._places.root)},
                start_new_session=True,  # a Ctrl-C at the terminal is for the supervisor
            )
        (self._places.pids / self.name).write_text(str(self._process.pid))
        if self.command.ready is not None:
            await self._await_ready(self.command.ready)

    async def wait(self) -> int:
        """Until it ends, by itself or not."""
        if self._process is None:
            raise RuntimeError(f"{self.name} has not been started")
        return await self._process.wait()

    async def stop(self) -> None:
        """Drains, asks to end, and insists after its patience."""
        if self._process is None or self._process.returncode is not None:
            return
        if self.command.drain is not None:
            await self.command.drain()
        self.signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), self.command.patience)
        except TimeoutError:
            self.signal(signal.SIGKILL)
            await self._process.wait()
        (self._places.pids / self.name).unlink(missing_ok=True)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal if it still runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def _await_ready(self, ready: Callable[[], Awaitable[bool]]) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.command.ready_within
        while loop.time() < deadline:
            if self.exit_code is not None:
                raise Obstacle(f"{self.name} ended while starting: read {self.log}\n{last_lines(self.log)}")
            if await ready():
                return
            await asyncio.sleep(POLL_SECONDS)
        await self.stop()
        raise Obstacle(
            f"{self.name} is not ready after {self.command.ready_within:.0f} s: read {self.log}\n"
            f"{last_lines(self.log)}"
        )


def surroundings() -> dict[str, str]:
    """Of our own environment only what a process needs to live, and settings given on purpose."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SSL_CERT_FILE")
    prefixes = (*(f"{name.upper()}_" for name in SERVICES), "OTEL_")
    return {k: v for k, v in os.environ.items() if k in kept or k.startswith(prefixes)} | {
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(CHECKOUT),
    }


async def stop_strays(places: Places) -> list[str]:
    """Ends what a killed supervisor has left running; a number that now belongs to another is let alone."""
    ended = []
    for file in sorted(places.pids.glob("*")):
        text = file.read_text().strip()
        if text.isdecimal() and _is_ours(int(text), places):
            await _end(int(text), places)
            ended.append(file.name)
        file.unlink()
    return ended


def _is_ours(pid: int, places: Places) -> bool:
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    return f"{MARK}={places.root}".encode() in environment


async def _end(pid: int, places: Places) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.kill(pid, number)
        for _ in range(200):
            if not _is_ours(pid, places):
                return
            await asyncio.sleep(POLL_SECONDS)

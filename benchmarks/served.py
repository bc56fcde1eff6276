"""A stack in a process of its own, and what a request costs that process."""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one request: CPU of stack and database, time until the middle answer, how many a second."""

    cpu_us: float
    database_us: float
    p50_ms: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Call:
    """What the clients send: a method, a path, headers and a body."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""

    def on_the_wire(self) -> bytes:
        """HTTP/1.1, connection kept."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: bench"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass(frozen=True)
class Served:
    """A running stack, and the process of the database that it asks."""

    process: subprocess.Popen[bytes]
    port: int
    database: int
    behind: int | None = None
    """The process that answers where this one only passes on: what both spend counts."""

    def measure(self, calls: Sequence[Call], *, clients: int = 8) -> Cost:
        """Send the calls from some clients, each waiting for its answer; the first tenth warms up."""
        warming = len(calls) // 10
        asyncio.run(self._send(calls[:warming], clients))
        calls = calls[warming:]
        spent, asked = self._spent(), cpu_seconds(self.database)
        began = time.perf_counter()
        waits = asyncio.run(self._send(calls, clients))
        lasted = time.perf_counter() - began
        spent, asked = self._spent() - spent, cpu_seconds(self.database) - asked
        each = 1e6 / len(calls)
        return Cost(spent * each, asked * each, statistics.median(waits) * 1000, len(calls) / lasted)

    def _spent(self) -> float:
        pids = [self.process.pid] if self.behind is None else [self.process.pid, self.behind]
        return sum(map(cpu_seconds, pids))

    def ask(self, call: Call) -> Any:
        """One call, its answer read."""
        request = Request(f"http://127.0.0.1:{self.port}{call.path}", headers=dict(call.headers))
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - an http address, made above
            return json.load(answer)

    async def _send(self, calls: Sequence[Call], clients: int) -> list[float]:
        shares = [calls[start::clients] for start in range(clients)]
        waits = await asyncio.gather(*(self._client(share) for share in shares))
        return [wait for share in waits for wait in share]

    async def _client(self, calls: Sequence[Call]) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        waits: list[float] = []
        for call in calls:
            began = time.perf_counter()
            writer.write(call.on_the_wire())
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
                raise RuntimeError(f"{call.method} {call.path}: {head.decode()}")
            await reader.readexactly(_length(head))
            waits.append(time.perf_counter() - began)
        writer.close()
        await writer.wait_closed()
        return waits


def cpu_seconds(pid: int) -> float:
    """User and system time so far of a process, its children, and those of them that have ended."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return sum(map(_ticks, [str(pid), *children])) / TICKS


def _ticks(pid: str) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:  # it ended a moment ago, and is counted with its parent
        return 0
    return sum(map(int, fields[11:15]))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise RuntimeError("an answer without a length")


def uvicorn(factory: str) -> list[str]:
    """As in production, one process."""
    command = ["-m", "uvicorn", "--factory", factory, "--loop", "uvloop", "--http", "httptools"]
    return [*command, "--no-access-log", "--log-level", "warning", "--port"]


def gunicorn(application: str) -> list[str]:
    """One process with threads, as Django's own documentation has it."""
    command = ["-m", "gunicorn", application, "--workers", "1", "--threads", "8", "--keep-alive", "75"]
    return [*command, "--log-level", "error", "--bind"]


@contextmanager
def served(
    command: Sequence[str], environment: Mapping[str, str], *, database: int, ready: str = "/"
) -> Iterator[Served]:
    """A stack on a free port, asking that database; it is gone when the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = f"127.0.0.1:{port}" if "gunicorn" in command else str(port)
    with subprocess.Popen(  # noqa: S603 - this interpreter, our own stacks
        [sys.executable, *command, place], env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _await(port, process, ready)
            yield Served(process, port, database)
        finally:
            process.terminate()


def _await(port: int, process: subprocess.Popen[bytes], path: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except OSError as refused:
            if getattr(refused, "code", None):
                return
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")

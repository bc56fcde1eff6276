"""`run`: everything in its order, until Ctrl-C."""

import asyncio
import contextlib
import fcntl
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from deploy.local.bootstrap import bootstrap
from deploy.local.child import Child, stop_strays
from deploy.local.choices import SERVICES, Choices
from deploy.local.databases import Databases, PostgresPart, embedded_is_needed
from deploy.local.keyring import Keyring
from deploy.local.obstacles import Obstacle, require_free_port
from deploy.local.places import Places
from deploy.local.progress import Progress
from deploy.local.stack import Stack
from deploy.local.supervisor import Supervisor

IMPATIENCE = 3
INTERRUPTED = 130
Afterwards = Callable[[Stack, Progress], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Platform:
    """One embedded run on one data folder."""

    places: Places
    choices: Choices
    progress: Progress

    async def run(self, afterwards: Afterwards | None = None) -> None:
        """Starts everything, does what is wanted on it, and stays until asked to stop."""
        self.places.make()
        began = asyncio.get_running_loop().time()
        with self._alone():
            supervisor = Supervisor(self.progress)
            async with _interruptible() as work, self._stopping(supervisor):
                await work(self._live(supervisor, began, afterwards))

    async def _live(self, supervisor: Supervisor, began: float, afterwards: Afterwards | None) -> None:
        await self._clear_the_way()
        stack = await self._start(supervisor)
        self._remember(supervisor)
        self._welcome(asyncio.get_running_loop().time() - began)
        watching = asyncio.create_task(supervisor.watch())
        try:
            if afterwards is not None:
                await afterwards(stack, self.progress)
            self.progress.say("[dim]Ctrl-C stops everything.[/dim]")
            await watching
        finally:
            watching.cancel()

    async def _start(self, supervisor: Supervisor) -> Stack:
        keyring = Keyring(self.places.keys)
        embedded = PostgresPart(self.places) if embedded_is_needed(os.environ) else None
        if embedded is not None:
            await supervisor.start([embedded])
        databases = Databases(keyring, embedded.server if embedded else None, os.environ)
        await databases.prepare(self.places, self.progress)
        stack = Stack(self.places, self.choices, keyring, databases)
        await bootstrap(stack, self.progress)
        await supervisor.start(
            [Child(command, self.places) for command in (*stack.services(), stack.portal())]
        )
        await supervisor.start([Child(command, self.places) for command in stack.workers()])
        await supervisor.start([Child(stack.gateway(), self.places)])
        return stack

    async def _clear_the_way(self) -> None:
        for name in await stop_strays(self.places):
            self.progress.note(f"ended {name}, left over from a run that was killed")
        require_free_port(self.choices.port, what="the gateway", setting="LUPIN_PORT")
        for service in SERVICES:
            require_free_port(self.choices.port_of(service), what=service, setting="LUPIN_SERVICE_PORT")
        require_free_port(self.choices.portal_port, what="the portal", setting="LUPIN_SERVICE_PORT")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.places.lock.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                lock.seek(0)
                raise Obstacle(
                    f"Lupin already runs from {self.places.root} (pid {lock.read().strip()}): "
                    "stop it with Ctrl-C there, or choose another folder with LUPIN_DATA=..."
                ) from error
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def _remember(self, supervisor: Supervisor) -> None:
        state = {"port": self.choices.port, "parts": [part.name for part in supervisor.parts]}
        (self.places.root / "state.json").write_text(json.dumps(state))

    def _welcome(self, seconds: float) -> None:
        address = self.choices.address
        self.progress.say(f"\n[bold]Lupin is ready[/bold] after {seconds:.1f} s, mode {self.choices.mode}")
        for what, where in (
            ("start here", f"{address}/"),
            ("API catalogue", f"{address}/.well-known/api-catalog"),
            *((f"{service} API", f"{address}/{service}/v1/openapi.json") for service in SERVICES),
            ("logs", str(self.places.logs)),
        ):
            self.progress.say(f"  {what:<15} {where}")

    @asynccontextmanager
    async def _stopping(self, supervisor: Supervisor) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self.progress.say()
            await supervisor.stop()
            shutil.rmtree(self.places.sockets, ignore_errors=True)


@asynccontextmanager
async def _interruptible() -> AsyncIterator[Callable[[Awaitable[None]], Awaitable[None]]]:
    """Ctrl-C or SIGTERM cancels the work, everything stops in order; a third one ends the process at once."""
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Future[None]] = []
    asked: list[int] = []

    def interrupt() -> None:
        asked.append(1)
        if len(asked) >= IMPATIENCE:
            os._exit(INTERRUPTED)
        for task in tasks:
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)

    async def work(job: Awaitable[None]) -> None:
        task = asyncio.ensure_future(job)
        tasks.append(task)
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        finally:
            tasks.clear()

    yield work

"""Keeps the parts of the platform running: starts them in stages, restarts what dies, stops in reverse."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from deploy.local.obstacles import Obstacle
from deploy.local.progress import Progress

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
STEADY_SECONDS = 30.0


class Part(Protocol):
    """Something that runs: PostgreSQL, a service, a worker, the gateway."""

    @property
    def name(self) -> str: ...
    async def start(self) -> None: ...
    async def wait(self) -> int: ...
    async def stop(self) -> None: ...


class Supervisor:
    """The stages that have been started so far, in order."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stages: list[list[Part]] = []

    @property
    def parts(self) -> list[Part]:
        return [part for stage in self._stages for part in stage]

    async def start(self, stage: Sequence[Part]) -> None:
        """Starts the parts of a stage side by side; raises the first obstacle when all have ended."""
        self._stages.append(list(stage))
        outcomes = await asyncio.gather(*(self._start(part) for part in stage), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def watch(self) -> None:
        """Until cancelled: whatever ends is started again, with a line that says so."""
        async with asyncio.TaskGroup() as group:
            for part in self.parts:
                group.create_task(self._keep(part))

    async def stop(self) -> None:
        """In reverse order; the parts of a stage together."""
        while self._stages:
            stage = self._stages.pop()
            await asyncio.gather(*(part.stop() for part in stage))
            if stage:
                self._progress.note(f"stopped {', '.join(part.name for part in stage)}")

    async def _start(self, part: Part) -> None:
        began = asyncio.get_running_loop().time()
        await part.start()
        self._progress.done(part.name, asyncio.get_running_loop().time() - began)

    async def _keep(self, part: Part) -> None:
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE
        while True:
            began = loop.time()
            code = await part.wait()
            pause = FIRST_PAUSE if loop.time() - began > STEADY_SECONDS else min(pause * 2, LONGEST_PAUSE)
            why = f"has ended (exit code {code})"
            while not await self._restarted(part, why=why, pause=pause):
                why, pause = "did not start", min(pause * 2, LONGEST_PAUSE)

    async def _restarted(self, part: Part, *, why: str, pause: float) -> bool:
        """Whether the part runs again; the obstacle says what a person can do when it does not."""
        self._progress.note(f"{part.name} {why}; starting it again in {pause:.0f} s")
        await asyncio.sleep(pause)
        try:
            await self._start(part)
        except Obstacle as obstacle:
            self._progress.failed(str(obstacle))
            return False
        return True

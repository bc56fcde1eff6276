"""What the audience sees while the story is played: a bar per chapter, and how long each took."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn

T = TypeVar("T")


@dataclass
class Stage:
    """The console, the bars, and the time that each chapter took, in seconds."""

    console: Console
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=self.console, transient=not self.console.is_terminal)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @contextmanager
    def chapter(self, title: str, steps: int = 1) -> Iterator["Chapter"]:
        """One chapter with so many steps."""
        began = time.monotonic()
        task = self._progress.add_task(title, total=max(steps, 1))
        yield Chapter(self._progress, task)
        self._progress.update(task, completed=max(steps, 1))
        self.seconds[title] = time.monotonic() - began
        if not self.console.is_terminal:
            self.console.print(f"✓ {title} ({steps}) {self.seconds[title]:.1f} s")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A bar that moves on."""

    progress: Progress
    task: TaskID

    async def each(self, things: Sequence[T], act: Callable[[T], Awaitable[object]]) -> None:
        """Act on every thing, several at once; the first failure ends the chapter."""

        async def one(thing: T) -> None:
            await act(thing)
            self.progress.advance(self.task)

        async with asyncio.TaskGroup() as group:
            for thing in things:
                group.create_task(one(thing))

"""Work that many ask for at once is done once; nobody is answered by what began before they asked."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Make = Callable[[], Coroutine[Any, Any, V]]


@dataclass(slots=True)
class Looks(Generic[V]):
    """One look at a time: who comes while one is under way waits for the next, which all of them share."""

    _under_way: asyncio.Task[V] | None = None
    _next: asyncio.Task[V] | None = None

    async def look(self, make: Make[V]) -> V:
        """What a look saw that began after this call."""
        if self._next is None:
            self._next = _begun(self._after(self._under_way, make))
        return await asyncio.shield(self._next)

    async def _after(self, before: asyncio.Task[V] | None, make: Make[V]) -> V:
        if before is not None:
            await asyncio.wait([before])
        self._under_way, self._next = self._next, None
        return await make()


@dataclass(slots=True)
class Made(Generic[K, V]):
    """What was made, by key: the last few that were asked for; what failed is made anew."""

    most: int
    _made: OrderedDict[K, asyncio.Task[V]] = field(default_factory=OrderedDict)

    async def of(self, key: K, make: Make[V]) -> V:
        """Made now, or by whoever asked first; one who goes away does not stop it for the others."""
        task = self._made.get(key)
        if task is None or _failed(task):
            task = self._made[key] = _begun(make())
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return await asyncio.shield(task)


def _begun(work: Coroutine[Any, Any, V]) -> asyncio.Task[V]:
    """A task of nobody's own; that it failed is known to those who wait for it, if there still is one."""
    task = asyncio.create_task(work)
    task.add_done_callback(_failed)
    return task


def _failed(task: asyncio.Task[V]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)

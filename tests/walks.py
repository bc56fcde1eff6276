"""Random walks over use cases on the real database: anybody may try anything, and refusals change nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.app.databasefaults import refusal_of_database
from shared.db.caller import SYSTEM, Caller
from shared.db.work import Database
from shared.errors import Refusal
from shared.http.errors import TryAgain
from shared.testing.database import Cluster, RolledBackDatabase, kept_open, rolled_back


class NothingToDo(Refusal):
    """A move that found nothing to be made on."""


@dataclass(kw_only=True)
class Walker:
    """Makes moves by their names and remembers which were not refused."""

    database: Database
    done: list[str] = field(default_factory=list)
    CONSTRAINTS: ClassVar[Mapping[str, type[Refusal]]] = {}

    async def attempt(self, name: str, *numbers: int) -> bool:
        """One move by its name; refused by its rules or by a constraint it leaves all as it was.

        A deadlock is no refusal: callers who wait for each other in a circle are a fault of ours.
        """
        try:
            await getattr(self, name)(*numbers)
        except Refusal:
            return False
        except Exception as fault:
            refusal = refusal_of_database(fault, self.CONSTRAINTS)
            if refusal is None or isinstance(refusal, TryAgain):
                raise
            return False
        self.done.append(name)
        return True

    @asynccontextmanager
    async def as_(self, caller: Caller) -> AsyncIterator[AsyncSession]:
        """A transaction of this caller."""
        async with self.database.write(caller) as session:
            yield session

    @property
    def today(self) -> date:
        today: date = self.database.clock.today()
        return today

    async def one(self, number: int, model: Any, *conditions: Any) -> Any:
        """One of the rows, the oldest first, by any number; NothingToDo when there is none."""
        asked = select(*model.__table__.c).where(*conditions).order_by(model.id)
        async with self.database.read(SYSTEM) as session:
            found = (await session.execute(asked)).all()
        if not found:
            raise NothingToDo
        return found[number % len(found)]

    def days_pass(self, days: int) -> None:
        clock = self.database.clock
        clock.follow(clock.offset + timedelta(days=days))


class Machine(RuleBasedStateMachine):
    """Each walk in a transaction that is undone; `happened` counts over all walks."""

    runner: asyncio.Runner
    open_story: Callable[[AsyncExitStack], Awaitable[Any]]
    happened: Counter[str]
    at_the_end: Callable[[], Awaitable[None]]
    """What must hold of a walk as a whole: each machine says it as a method."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.story: Any = self.run_now(type(self).open_story(self.stack))

    def run_now(self, doing: Coroutine[Any, Any, Any] | Awaitable[Any]) -> Any:
        async def done() -> Any:
            return await doing

        return self.runner.run(done())

    def teardown(self) -> None:
        try:
            self.run_now(self.at_the_end())
            self.happened.update(self.story.done)
        finally:
            self.run_now(self.stack.aclose())


@dataclass(frozen=True, slots=True)
class Ground:
    """Where walks take place: a database of the worker's own, opened anew on the loop of the machine."""

    cluster: Cluster
    service: str
    clone: str

    async def rolled_back(self, stack: AsyncExitStack) -> RolledBackDatabase:
        engine = await stack.enter_async_context(kept_open(self.cluster, self.service, self.clone))
        return await stack.enter_async_context(rolled_back(self.service, engine))


def walked(
    machine: type[Machine], open_story: Callable[[AsyncExitStack], Awaitable[Any]], *, walks: int, steps: int
) -> Counter[str]:
    """So many walks, the same each time; answers with how often each move was made."""
    happened: Counter[str] = Counter()
    with asyncio.Runner() as runner:
        members = {"runner": runner, "open_story": staticmethod(open_story), "happened": happened}
        chosen = settings(
            max_examples=walks,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
        )
        run_state_machine_as_test(type("Walk", (machine,), members), settings=chosen)
    return happened

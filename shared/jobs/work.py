"""What a handler of long work is given, and what a service hands to its worker."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import SYSTEM, Caller
from shared.db.work import Database
from shared.jobs.errors import JobCancelled
from shared.jobs.record import Jobs, Outcome
from shared.time.clock import Clock


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at one job. The work may begin again after a crash: make its effects repeatable."""

    id: UUID
    name: str
    payload: Mapping[str, Any]
    caller: Caller
    """Who asked, with the rights they had then; open transactions with it, not with the system's."""
    attempt: int
    database: Database

    async def progress(self, done: int, total: int | None = None) -> None:
        """Tell how far the work is; raises `JobCancelled` when somebody asked that it stop."""
        async with self.database.write(SYSTEM) as session:
            stop = await Jobs(session).report(self.id, self.attempt, done=done, total=total)
        if stop:
            raise JobCancelled

    async def finish(self, session: AsyncSession, outcome: Outcome) -> None:
        """End the job in the transaction of its effect: both are committed, or neither.

        Raises `JobLost` when another worker has taken the job over. A handler that does not call this
        returns its outcome instead, and then its effect may come twice after a crash.
        """
        await Jobs(session).succeed(self.id, self.attempt, outcome)


Handler = Callable[[Job], Awaitable[Outcome | None]]
"""Does one kind of job. A Refusal ends the job with its code; whatever else is raised is tried again."""

Look = Callable[[Database, Clock], Awaitable[int]]
DUE_SECONDS: Final = 15.0
"""How often what may be due is looked for unasked: a notice may be lost, an act may have failed."""


class Wake(Enum):
    """What makes a tick look before its time."""

    RECORDED = auto()
    """The service's history has grown, a sibling's event was taken over, or somebody called `stir`."""
    TIME = auto()
    """Business time has jumped, or another day of it has begun."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What the clock does: run by one worker of the service at a time; returns how many things it changed."""

    name: str
    every_seconds: float
    """How long it waits to be woken before it looks by itself."""
    run: Look
    woken_by: frozenset[Wake] = frozenset()
    rest_seconds: float = 1.0
    """How long it rests after a look, however much happens meanwhile."""


def due(name: str, run: Look, *, rest_seconds: float = 1.0) -> Tick:
    """A tick that does what is due by rows and business time: only these two can make something so."""
    return Tick(name, DUE_SECONDS, run, frozenset(Wake), rest_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """All that one worker process of a service does beside the relay, which it always runs.

    `companions` run as long as the worker does: consumers of other feeds, the follower of the clock.
    """

    database: Database
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    ticks: Sequence[Tick] = ()
    companions: Sequence[Callable[[], Awaitable[None]]] = ()
    concurrency: int = 4
    grace_seconds: float = 10.0
    """How long running jobs may go on after the worker was told to stop; then they go back to the queue."""

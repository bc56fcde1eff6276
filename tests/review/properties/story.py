"""A round that anybody may try anything on: use cases on the real database, called at random."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.rounds.models import Quota
from services.review.routers import CONSTRAINTS
from shared.app.databasefaults import refusal_of_database
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Caller
from shared.db.work import Database
from shared.errors import Refusal
from shared.http.errors import TryAgain
from tests.review.judging import caller_as, programme_officer

OFFICER = programme_officer()
SUPERVISOR = caller_as(Role.SUPERVISOR, subject="supervisor", region="37.")
CHAIR = caller_as(Role.RECOGNITION_CHAIR, subject="chair", region="37.")
COUNTER = (Quota.dimension, Quota.key, Quota.taken, Quota.cap)


class NothingToDo(Refusal):
    """A move that found nothing to be made on."""


def applicant(organisation: UUID) -> Caller:
    return caller_as(Role.APPLICANT, subject=f"applicant of {organisation}", organisation=organisation)


@dataclass
class Story:
    """What random walks share: choosing a row by a number, time, and what a refusal is."""

    database: Database
    round_id: UUID
    done: list[str] = field(default_factory=list)
    """Moves that were not refused."""
    seen: dict[Any, Sequence[Any]] = field(default_factory=dict)
    counters: dict[tuple[str, str], Any] = field(default_factory=dict)
    MODELS: ClassVar[tuple[Any, ...]] = ()
    """Whose rows a walk looks at."""

    async def attempt(self, name: str, *numbers: int) -> bool:
        """One move by its name; refused by its rules or by a constraint it leaves all as it was.

        A deadlock is no refusal: callers who wait for each other in a circle are a fault of ours.
        """
        try:
            await getattr(self, name)(*numbers)
        except Refusal:
            return False
        except Exception as fault:
            refusal = refusal_of_database(fault, CONSTRAINTS)
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

    async def look(self) -> None:
        """See how everything of the round stands now; moves choose among what was seen last."""
        async with self.database.read(SYSTEM) as session:
            for model in self.MODELS:
                columns = model.__table__.c
                asked = select(*columns).where(columns.round_id == self.round_id).order_by(columns.id)
                self.seen[model] = (await session.execute(asked)).all()
            counters = select(*COUNTER).where(Quota.round_id == self.round_id)
            self.counters = {(row.dimension, row.key): row for row in await session.execute(counters)}

    def among(self, model: Any, *states: str) -> list[Any]:
        """What was seen in these states, or in any."""
        return [row for row in self.seen.get(model, ()) if not states or row.state in states]

    def one(self, number: int, model: Any, *states: str) -> Any:
        """One of these, by any number; NothingToDo when there is none."""
        found = self.among(model, *states)
        if not found:
            raise NothingToDo
        return found[number % len(found)]

    def days_pass(self, days: int) -> None:
        clock = self.database.clock
        clock.follow(clock.offset + timedelta(days=days))

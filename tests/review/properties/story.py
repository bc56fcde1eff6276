"""A round that anybody may try anything on: use cases on the real database, called at random."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select

from services.review.rounds.models import Quota
from services.review.routers import CONSTRAINTS
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Caller
from shared.errors import Refusal
from tests.review.judging import caller_as, programme_officer
from tests.walks import NothingToDo, Walker

OFFICER = programme_officer()
SUPERVISOR = caller_as(Role.SUPERVISOR, subject="supervisor", region="37.")
CHAIR = caller_as(Role.RECOGNITION_CHAIR, subject="chair", region="37.")
COUNTER = (Quota.dimension, Quota.key, Quota.taken, Quota.cap)


def applicant(organisation: UUID) -> Caller:
    return caller_as(Role.APPLICANT, subject=f"applicant of {organisation}", organisation=organisation)


@dataclass(kw_only=True)
class Story(Walker):
    """What walks of review share: choosing a row by a number, and how a round stands."""

    round_id: UUID
    seen: dict[Any, Sequence[Any]] = field(default_factory=dict)
    counters: dict[tuple[str, str], Any] = field(default_factory=dict)
    MODELS: ClassVar[tuple[Any, ...]] = ()
    """Whose rows a walk looks at."""
    CONSTRAINTS: ClassVar[Mapping[str, type[Refusal]]] = CONSTRAINTS

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

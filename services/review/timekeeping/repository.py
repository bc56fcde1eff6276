"""What time has run out for: found by day, one short query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application
from services.review.applications.workflow import State
from services.review.dossiers.models import Correction
from services.review.rounds.models import Deadline

ENDS = {State.DRAFT: "application", State.SUBMITTED: "recommendation"}
"""The stage whose last day ends an application that is still in this state."""
AT_ONCE = 500
"""Cases found by one look; the next look finds the rest."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """Applications that nobody took further in time."""

    session: AsyncSession

    async def applications(self, today: date) -> Sequence[UUID]:
        """Drafts, candidates and corrections whose day has passed."""
        by_stage = (and_(Application.state == state, Deadline.step == step) for state, step in ENDS.items())
        of_round = (
            select(Application.id)
            .join(Deadline, Deadline.round_id == Application.round_id)
            .where(or_(*by_stage), Deadline.due_on < today)
        )
        of_case = select(Application.id).where(
            Application.state == State.RETURNED_FOR_CORRECTION, Application.correction_due_on < today
        )
        return (await self.session.scalars(of_round.union(of_case).limit(AT_ONCE))).all()

    async def lock(self, application_id: UUID) -> Application | None:
        """The application, unless somebody is at work on it: then the next look takes it up."""
        statement = select(Application).where(Application.id == application_id)
        return (await self.session.scalars(statement.with_for_update(skip_locked=True))).first()

    async def close_corrections(self, application_id: UUID, at: datetime) -> None:
        """A request for correction ends with its case."""
        open_ones = update(Correction).where(
            Correction.application_id == application_id, Correction.closed_at.is_(None)
        )
        await self.session.execute(open_ones.values(closed_at=at))

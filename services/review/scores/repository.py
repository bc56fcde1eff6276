"""Every query on scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from services.review.assignments.models import Assignment
from services.review.assignments.workflow import State
from services.review.scores.models import Score

ORDER = (Score.application_id, Score.assignment_id, Score.sequence, Score.criterion)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores as the caller may see them: an expert the own ones, and those of others once these are in."""

    session: AsyncSession

    def add(self, rows: Sequence[Score]) -> None:
        """Keep a sheet."""
        self.session.add_all(rows)

    @staticmethod
    def touch(assignment: Assignment) -> None:
        """A correction leaves the state as it is; the assignment's version rises all the same."""
        flag_modified(assignment, "state")

    async def newest(self, assignment_id: UUID) -> int:
        """The sequence of the newest sheet; 0: none yet."""
        found = await self.session.scalar(
            select(func.max(Score.sequence)).where(Score.assignment_id == assignment_id)
        )
        return found or 0

    async def of_assignment(self, assignment_id: UUID) -> Sequence[Score]:
        """Every sheet of one assignment."""
        asked = select(Score).where(Score.assignment_id == assignment_id).order_by(*ORDER)
        return (await self.session.scalars(asked)).all()

    async def of_application(self, application_id: UUID) -> Sequence[Score]:
        """Every sheet of one application, recused experts included."""
        asked = select(Score).where(Score.application_id == application_id).order_by(*ORDER)
        return (await self.session.scalars(asked)).all()

    async def counting(self, round_id: UUID) -> Sequence[Score]:
        """The newest sheet of every assignment that stands: what an aggregate counts."""
        newest = (
            select(Score.assignment_id, func.max(Score.sequence).label("sequence"))
            .where(Score.round_id == round_id)
            .group_by(Score.assignment_id)
            .subquery()
        )
        asked = (
            select(Score)
            .join(
                newest,
                (newest.c.assignment_id == Score.assignment_id) & (newest.c.sequence == Score.sequence),
            )
            .join(Assignment, Assignment.id == Score.assignment_id)
            .where(Assignment.state == State.SCORED)
            .order_by(*ORDER)
        )
        return (await self.session.scalars(asked)).all()

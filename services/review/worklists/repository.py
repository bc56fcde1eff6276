"""What waits for whom, in one query; how long things took, from the history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Numeric,
    Row,
    Subquery,
    cast,
    func,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application
from services.review.applications.repository import visible
from services.review.tasks.repository import tasks_of
from services.review.tasks.rules import NAMES, TaskKind
from services.review.worklists.schemas import StageTimeOut, TaskCount, TaskOut
from shared.db.caller import Caller
from shared.db.tables import house_table
from shared.http.lists import Keyset, Page, PageQuery

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to."""

    kinds: Collection[TaskKind]
    overdue: bool


@dataclass(frozen=True, slots=True)
class Worklist:
    """What waits for the caller of the session."""

    session: AsyncSession
    today: date

    async def list(self, page: PageQuery, asked: Asked, language: str) -> Page[TaskOut]:
        """The tasks, the most overdue first; those without a day last."""
        waiting = self._waiting()
        if waiting is None:
            return Page[TaskOut](items=[])
        statement = select(waiting)
        if asked.kinds:
            statement = statement.where(waiting.c.kind.in_(asked.kinds))
        if asked.overdue:
            statement = statement.where(waiting.c.due_on < self.today)
        keyset = Keyset(sorts={"due_on": waiting.c.due_on}, tie=waiting.c.key, default="due_on")
        return await page.of(self.session, statement, keyset, lambda row: self._task(row, language))

    async def counts(self, language: str) -> Sequence[TaskCount]:
        """How much of each kind waits, and how much of it is late."""
        waiting = self._waiting()
        if waiting is None:
            return []
        late = func.count().filter(waiting.c.due_on < self.today)
        statement = (
            select(
                waiting.c.kind,
                func.count().label("waiting"),
                late.label("overdue"),
                func.min(waiting.c.due_on).label("next_due_on"),
            )
            .group_by(waiting.c.kind)
            .order_by(func.min(waiting.c.due_on), waiting.c.kind)
        )
        return [
            TaskCount(
                kind=row.kind,
                why=NAMES[language][row.kind],
                waiting=row.waiting,
                overdue=row.overdue,
                next_due_on=row.next_due_on,
            )
            for row in await self.session.execute(statement)
        ]

    async def stage_times(self, round_id: UUID) -> Sequence[StageTimeOut]:
        """Time from entering a state to leaving it, over the applications of a round."""
        steps = self._stages(round_id)
        median = func.percentile_cont(0.5).within_group(steps.c.hours)
        statement = (
            select(
                steps.c.state,
                func.count().label("passed"),
                _two_places(func.avg(steps.c.hours)).label("mean_hours"),
                _two_places(median).label("median_hours"),
                _two_places(func.max(steps.c.hours)).label("longest_hours"),
            )
            .where(steps.c.hours.is_not(None))
            .group_by(steps.c.state)
            .order_by(steps.c.state)
        )
        return [StageTimeOut.model_validate(row) for row in await self.session.execute(statement)]

    def _stages(self, round_id: UUID) -> Subquery:
        """Each state that an application of the round has entered, with the hours it stayed there."""
        history = house_table(str(self.session.info["schema"]), "history")
        left_at = func.lead(history.c.business_at).over(
            partition_by=history.c.object_id, order_by=history.c.sequence
        )
        hours = func.extract("epoch", left_at - history.c.business_at) / HOUR
        return (
            select(history.c.state_to.label("state"), hours.label("hours"))
            .join(Application, Application.id == history.c.object_id)
            .where(
                history.c.noun == "application",
                history.c.state_to.is_not(None),
                Application.round_id == round_id,
                visible(self._caller),
            )
            .subquery()
        )

    @property
    def _caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    def _waiting(self) -> Subquery | None:
        """Every kind of task in one subquery, or None when the caller's roles have none."""
        parts = tasks_of(self._caller, self.today)
        return union_all(*parts).subquery("waiting") if parts else None

    def _task(self, row: Row[Any], language: str) -> TaskOut:
        return TaskOut(
            kind=row.kind,
            why=NAMES[language][row.kind],
            noun=row.noun,
            object_id=row.object_id,
            number=row.number,
            round_id=row.round_id,
            due_on=row.due_on,
            overdue=row.due_on is not None and row.due_on < self.today,
            escalated=row.escalated,
        )


def _two_places(hours: Any) -> Any:
    return func.round(cast(hours, Numeric), 2)

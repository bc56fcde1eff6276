"""What waits for whom, in one query; how long things took, from the history."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Numeric,
    Row,
    Select,
    String,
    Subquery,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application
from services.review.applications.repository import visible
from services.review.decisions.models import Approval, Decision
from services.review.decisions.workflow import DecisionState
from services.review.notices.models import Notice, NoticeEntry
from services.review.notices.workflow import NoticeState
from services.review.objections.models import Objection
from services.review.objections.workflow import ObjectionState
from services.review.rounds.models import Deadline
from services.review.worklists.rules import BODY, NAMES, TURNS, WATCHES, TaskKind, Turn, turns_of
from services.review.worklists.schemas import StageTimeOut, TaskCount, TaskOut
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.tables import house_table
from shared.http.lists import Keyset, Page, PageQuery

HOUR = 3600
NO_DAY = cast(null(), Date)
Tasks = Select[Any]


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
        caller = self._caller
        parts = [
            *(_of_applications(turn, caller) for turn in turns_of(caller.roles)),
            *_of_officers(caller, self.today),
            *_of_applicants(caller),
            *_of_the_body(caller),
            *_escalated(caller, self.today),
        ]
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


def _columns(kind: TaskKind, noun: str, thing: Any, *, due_on: Any, escalated: bool = False) -> Tasks:
    """The common columns of a task about a row that has an id, a number and a round."""
    return select(
        literal(kind.value, String).label("kind"),
        literal(noun, String).label("noun"),
        thing.id.label("object_id"),
        thing.number.label("number"),
        thing.round_id.label("round_id"),
        due_on.label("due_on"),
        literal(escalated).label("escalated"),
        func.concat(kind.value, ":", thing.id, ":", str(escalated)).label("key"),
    )


def _last_day(round_id: Any, step: str) -> Any:
    """The last day of a stage, as a scalar."""
    return (
        select(Deadline.due_on).where(Deadline.round_id == round_id, Deadline.step == step).scalar_subquery()
    )


def _due_on(turn: Turn) -> Any:
    if turn.step is None:
        return Application.correction_due_on
    return _last_day(Application.round_id, turn.step)


def _of_applications(turn: Turn, caller: Caller, *, escalated: bool = False) -> Tasks:
    acting = caller if escalated else caller.acting(turn.roles)
    tasks = _columns(turn.kind, "application", Application, due_on=_due_on(turn), escalated=escalated)
    tasks = tasks.where(Application.state == turn.state, visible(acting))
    if turn.kind is TaskKind.RECOMMEND and not escalated:
        tasks = tasks.where(_own_candidates(acting))
    if turn.kind is TaskKind.DECIDE:
        tasks = tasks.where(_noticed())
    return tasks


def _own_candidates(caller: Caller) -> ColumnElement[bool]:
    """Candidates that fall under the caller's own quota: of the city's path, or of the division."""
    return or_(
        false(),
        *(Application.recommended_by == (binding.division or binding.region) for binding in caller.bindings),
    )


def _noticed() -> ColumnElement[bool]:
    """The application's notice has closed."""
    return exists().where(
        NoticeEntry.application_id == Application.id,
        Notice.id == NoticeEntry.notice_id,
        Notice.state == NoticeState.CLOSED,
    )


def _of_officers(caller: Caller, today: date) -> Iterator[Tasks]:
    """Objections and draft notices that wait for a programme officer."""
    regions = caller.acting({Role.PROGRAMME_OFFICER}).regions
    if not regions:
        return
    received = _columns(TaskKind.EXAMINE_OBJECTION, "objection", Objection, due_on=NO_DAY)
    yield received.where(Objection.state == ObjectionState.RECEIVED, _covered(Objection, regions))
    heard = or_(
        Objection.state == ObjectionState.ANSWERED,
        and_(Objection.state == ObjectionState.ADMITTED, Objection.answer_due_on < today),
    )
    ruling = _columns(TaskKind.RULE_ON_OBJECTION, "objection", Objection, due_on=NO_DAY)
    yield ruling.where(heard, _covered(Objection, regions))
    notices = _columns(TaskKind.OPEN_NOTICE, "notice", Notice, due_on=_last_day(Notice.round_id, "notice"))
    yield notices.where(Notice.state == NoticeState.DRAFT, _covered(Notice, regions))


def _of_applicants(caller: Caller) -> Iterator[Tasks]:
    """Objections that an applicant has to answer."""
    organisations = caller.acting({Role.APPLICANT}).organisations
    if organisations:
        tasks = _columns(TaskKind.ANSWER_OBJECTION, "objection", Objection, due_on=Objection.answer_due_on)
        yield tasks.where(
            Objection.state == ObjectionState.ADMITTED, Objection.organisation_id.in_(organisations)
        )


def _of_the_body(caller: Caller) -> Iterator[Tasks]:
    """Decisions that the caller has not approved yet; a decision is known by its notice's number."""
    regions = caller.acting(BODY).regions
    if not regions:
        return
    approved = exists().where(
        Approval.decision_id == Decision.id,
        Approval.subject == caller.subject,
        Approval.voided_at.is_(None),
    )
    kind, due_on = TaskKind.APPROVE_DECISION, _last_day(Decision.round_id, "decision")
    yield (
        select(
            literal(kind.value, String).label("kind"),
            literal("decision", String).label("noun"),
            Decision.id.label("object_id"),
            Notice.number.label("number"),
            Decision.round_id.label("round_id"),
            due_on.label("due_on"),
            literal(value=False).label("escalated"),
            func.concat(kind.value, ":", Decision.id, ":False").label("key"),
        )
        .join(Notice, Notice.id == Decision.notice_id)
        .where(Decision.state == DecisionState.IN_APPROVAL, ~approved, _covered(Decision, regions))
    )


def _escalated(caller: Caller, today: date) -> Iterator[Tasks]:
    """Late work of officers and of the body, for the supervisor of the region."""
    watching = caller.acting({WATCHES})
    if not watching.regions:
        return
    for turn in TURNS:
        if Role.APPLICANT not in turn.roles:
            yield _of_applications(turn, watching, escalated=True).where(_due_on(turn) < today)


def _covered(thing: Any, regions: Collection[str]) -> ColumnElement[bool]:
    return or_(*(thing.region_path.startswith(region, autoescape=True) for region in regions))


def _two_places(hours: Any) -> Any:
    return func.round(cast(hours, Numeric), 2)

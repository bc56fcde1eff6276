"""What waits for whom: each kind of task as one SELECT of the same columns, to be read as one list."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
)

from services.review.applications.models import Application
from services.review.applications.repository import visible
from services.review.applications.workflow import State
from services.review.assignments.models import Assignment
from services.review.assignments.workflow import AssignmentState
from services.review.decisions.models import Approval, Decision
from services.review.decisions.workflow import DecisionState
from services.review.notices.models import Notice, NoticeEntry
from services.review.notices.workflow import NoticeState
from services.review.objections.models import Objection
from services.review.objections.workflow import ObjectionState
from services.review.rounds.models import Deadline
from services.review.tasks.rules import BODY, TURNS, WATCHES, TaskKind, Turn, turns_of
from shared.codes.roles import Role
from shared.db.caller import Caller

NO_DAY = cast(null(), Date)
Tasks = Select[Any]


def tasks_of(caller: Caller, today: date) -> Sequence[Tasks]:
    """Every kind of task that the caller's roles may have; none of them is empty by itself."""
    return [
        *(_of_applications(turn, caller) for turn in turns_of(caller.roles)),
        *_of_officers(caller, today),
        *_of_applicants(caller),
        *_of_experts(caller),
        *_of_the_body(caller),
        *_escalated(caller, today),
    ]


def _columns(
    kind: TaskKind, noun: str, thing: Any, *, due_on: Any, number: Any = None, escalated: bool = False
) -> Tasks:
    """The common columns of a task about a row with an id and a round, and a number unless one is given."""
    return select(
        literal(kind.value, String).label("kind"),
        literal(noun, String).label("noun"),
        thing.id.label("object_id"),
        (thing.number if number is None else number).label("number"),
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


def _of_experts(caller: Caller) -> Iterator[Tasks]:
    """Declarations to make, and sheets to write while the review runs: the expert's own."""
    if Role.EXPERT not in caller.roles:
        return
    own = Assignment.subject == caller.subject
    number = Assignment.application_number
    declaring = _columns(TaskKind.DECLARE, "assignment", Assignment, due_on=Assignment.due_on, number=number)
    yield declaring.where(own, Assignment.state == AssignmentState.ASSIGNED)
    due_on = _last_day(Assignment.round_id, "scoring")
    scoring = _columns(TaskKind.SCORE, "assignment", Assignment, due_on=due_on, number=number)
    yield scoring.join(Application, Application.id == Assignment.application_id).where(
        own, Assignment.state == AssignmentState.CLEARED, Application.state == State.UNDER_REVIEW
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
    due_on = _last_day(Decision.round_id, "decision")
    yield (
        _columns(TaskKind.APPROVE_DECISION, "decision", Decision, due_on=due_on, number=Notice.number)
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

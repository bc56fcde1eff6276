"""Who waits for whom: the state in which a thing stands, and the role whose turn it is (V19)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.review.applications.workflow import State
from shared.codes.roles import Role


class TaskKind(StrEnum):
    """What is to be done."""

    FINISH_DRAFT = "finish_draft"
    CORRECT = "correct"
    RECOMMEND = "recommend"
    ACCEPT = "accept"
    START_REVIEW = "start_review"
    RANK = "rank"
    GIVE_NOTICE = "give_notice"
    DECIDE = "decide"
    OPEN_NOTICE = "open_notice"
    EXAMINE_OBJECTION = "examine_objection"
    ANSWER_OBJECTION = "answer_objection"
    RULE_ON_OBJECTION = "rule_on_objection"
    APPROVE_DECISION = "approve_decision"
    DECLARE = "declare"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Turn:
    """An application in this state waits for these roles until the last day of the stage."""

    kind: TaskKind
    state: State
    roles: frozenset[Role]
    step: str | None
    """Stage of the round whose last day counts; None: the case has a day of its own."""


TURNS = (
    Turn(TaskKind.FINISH_DRAFT, State.DRAFT, frozenset({Role.APPLICANT}), "application"),
    Turn(TaskKind.CORRECT, State.RETURNED_FOR_CORRECTION, frozenset({Role.APPLICANT}), None),
    Turn(
        TaskKind.RECOMMEND,
        State.SUBMITTED,
        frozenset({Role.CITY_OFFICER, Role.DIVISION_OFFICER}),
        "recommendation",
    ),
    Turn(TaskKind.ACCEPT, State.RECOMMENDED, frozenset({Role.PROGRAMME_OFFICER}), "acceptance"),
    Turn(TaskKind.START_REVIEW, State.ACCEPTED, frozenset({Role.PROGRAMME_OFFICER}), "declaration"),
    Turn(TaskKind.RANK, State.UNDER_REVIEW, frozenset({Role.PROGRAMME_OFFICER}), "scoring"),
    Turn(TaskKind.GIVE_NOTICE, State.RANKED, frozenset({Role.PROGRAMME_OFFICER}), "notice"),
    Turn(TaskKind.DECIDE, State.IN_NOTICE, frozenset({Role.RECOGNITION_CHAIR}), "decision"),
)

BODY = frozenset({Role.RECOGNITION_MEMBER, Role.RECOGNITION_CHAIR})
WATCHES = Role.SUPERVISOR
"""To whom overdue work of the others is shown: the escalation."""

READERS = (
    Role.APPLICANT,
    Role.CITY_OFFICER,
    Role.DIVISION_OFFICER,
    Role.PROGRAMME_OFFICER,
    *sorted(BODY),
    Role.EXPERT,
    Role.SUPERVISOR,
)

NAMES: Mapping[str, Mapping[TaskKind, str]] = {
    "zh-CN": {
        TaskKind.FINISH_DRAFT: "填写并提交申报",
        TaskKind.CORRECT: "按要求补正",
        TaskKind.RECOMMEND: "审核并推荐",
        TaskKind.ACCEPT: "受理或退出",
        TaskKind.START_REVIEW: "启动评审",
        TaskKind.RANK: "汇总评分并排序",
        TaskKind.GIVE_NOTICE: "列入公示或储备",
        TaskKind.DECIDE: "作出决定",
        TaskKind.OPEN_NOTICE: "发布公示",
        TaskKind.EXAMINE_OBJECTION: "审查异议是否受理",
        TaskKind.ANSWER_OBJECTION: "答复异议",
        TaskKind.RULE_ON_OBJECTION: "裁定异议",
        TaskKind.APPROVE_DECISION: "审批决定",
        TaskKind.DECLARE: "申明有无利益冲突",
        TaskKind.SCORE: "评分",
    },
    "en": {
        TaskKind.FINISH_DRAFT: "Fill in and submit the application",
        TaskKind.CORRECT: "Correct what was asked",
        TaskKind.RECOMMEND: "Examine and recommend",
        TaskKind.ACCEPT: "Accept or refuse",
        TaskKind.START_REVIEW: "Start the review",
        TaskKind.RANK: "Bring the scores together and rank",
        TaskKind.GIVE_NOTICE: "Put into notice or reserve",
        TaskKind.DECIDE: "Decide",
        TaskKind.OPEN_NOTICE: "Open the notice",
        TaskKind.EXAMINE_OBJECTION: "Admit the objection or not",
        TaskKind.ANSWER_OBJECTION: "Answer the objection",
        TaskKind.RULE_ON_OBJECTION: "Rule on the objection",
        TaskKind.APPROVE_DECISION: "Approve the decision",
        TaskKind.DECLARE: "Declare whether there is a conflict of interest",
        TaskKind.SCORE: "Score",
    },
}


def turns_of(roles: Collection[Role]) -> tuple[Turn, ...]:
    """The turns that fall to any of these roles."""
    return tuple(turn for turn in TURNS if not turn.roles.isdisjoint(roles))

"""The life of an objection against one entry of a public notice (requirement row V10)."""

from enum import StrEnum

from services.review.objections.rules import (
    applicant_was_heard,
    every_item_is_ruled,
    nobody_judges_the_own_case,
    notice_takes_objections,
)
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class ObjectionState(StrEnum):
    """Where an objection stands."""

    RECEIVED = "received"
    ADMITTED = "admitted"
    ANSWERED = "answered"
    INADMISSIBLE = "inadmissible"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class ObjectionAction(StrEnum):
    """What may be done with an objection."""

    ADMIT = "admit"
    REFUSE = "refuse"
    ANSWER = "answer"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    WITHDRAW = "withdraw"


RULING = frozenset({Role.PROGRAMME_OFFICER, Role.SUPERVISOR})
APPLICANT = frozenset({Role.APPLICANT})
OBJECTOR = frozenset({Role.PUBLIC})

S, A = ObjectionState, ObjectionAction

OBJECTION: Workflow[ObjectionState, ObjectionAction] = Workflow(
    noun="objection",
    edition=1,
    initial=S.RECEIVED,
    final=frozenset({S.INADMISSIBLE, S.UPHELD, S.DISMISSED, S.WITHDRAWN}),
    openings=("file",),
    transitions=(
        Transition(S.RECEIVED, A.ADMIT, S.ADMITTED, RULING, (nobody_judges_the_own_case,)),
        Transition(S.RECEIVED, A.REFUSE, S.INADMISSIBLE, RULING, (nobody_judges_the_own_case,)),
        Transition(S.RECEIVED, A.WITHDRAW, S.WITHDRAWN, OBJECTOR),
        Transition(S.ADMITTED, A.ANSWER, S.ANSWERED, APPLICANT),
        Transition(S.ADMITTED, A.WITHDRAW, S.WITHDRAWN, OBJECTOR),
        Transition(
            S.ADMITTED,
            A.UPHOLD,
            S.UPHELD,
            RULING,
            (nobody_judges_the_own_case, applicant_was_heard, every_item_is_ruled),
        ),
        Transition(
            S.ADMITTED, A.DISMISS, S.DISMISSED, RULING, (nobody_judges_the_own_case, every_item_is_ruled)
        ),
        Transition(S.ANSWERED, A.UPHOLD, S.UPHELD, RULING, (nobody_judges_the_own_case, every_item_is_ruled)),
        Transition(
            S.ANSWERED, A.DISMISS, S.DISMISSED, RULING, (nobody_judges_the_own_case, every_item_is_ruled)
        ),
        Transition(S.ANSWERED, A.WITHDRAW, S.WITHDRAWN, OBJECTOR),
    ),
)

OPEN_STATES = frozenset({S.RECEIVED, S.ADMITTED, S.ANSWERED})
"""While an objection is in one of these the decision waits."""

__all__ = ["OBJECTION", "OPEN_STATES", "ObjectionAction", "ObjectionState", "notice_takes_objections"]

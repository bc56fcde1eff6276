"""The life of a decision of the recognition body (requirement rows V11, V18)."""

from enum import StrEnum

from services.review.decisions.rules import (
    approvals_are_complete,
    approver_is_new,
    approver_took_no_part,
    nobody_took_part,
)
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class DecisionState(StrEnum):
    """Where a decision stands."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    ISSUED = "issued"
    DISCARDED = "discarded"


class DecisionAction(StrEnum):
    """What may be done with a decision."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    ISSUE = "issue"
    DISCARD = "discard"


CHAIR = frozenset({Role.RECOGNITION_CHAIR})
BODY = frozenset({Role.RECOGNITION_CHAIR, Role.RECOGNITION_MEMBER})

S, A = DecisionState, DecisionAction

DECISION: Workflow[DecisionState, DecisionAction] = Workflow(
    noun="decision",
    edition=1,
    initial=S.DRAFT,
    final=frozenset({S.ISSUED, S.DISCARDED}),
    transitions=(
        Transition(S.DRAFT, A.SUBMIT, S.IN_APPROVAL, CHAIR),
        Transition(S.DRAFT, A.DISCARD, S.DISCARDED, CHAIR),
        Transition(S.IN_APPROVAL, A.APPROVE, S.IN_APPROVAL, BODY, (approver_is_new, approver_took_no_part)),
        Transition(S.IN_APPROVAL, A.RETURN, S.DRAFT, BODY),
        Transition(S.IN_APPROVAL, A.ISSUE, S.ISSUED, CHAIR, (approvals_are_complete, nobody_took_part)),
    ),
)

__all__ = ["DECISION", "DecisionAction", "DecisionState"]

"""The life of a round (V03): between opening and closing its stages are told apart by their days."""

from enum import StrEnum

from services.review.rounds.rules import last_day_has_passed, nothing_waits, opening_day_has_come
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class RoundState(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class RoundAction(StrEnum):
    """What may be done with a round."""

    OPEN = "open"
    CLOSE = "close"
    CANCEL = "cancel"
    END = "end"


OFFICER = frozenset({Role.PROGRAMME_OFFICER})
CLOCK = frozenset({Role.CLOCK})

S, A = RoundState, RoundAction

ROUND: Workflow[RoundState, RoundAction] = Workflow(
    noun="round",
    edition=1,
    initial=S.PLANNED,
    final=frozenset({S.CLOSED, S.CANCELLED}),
    transitions=(
        Transition(S.PLANNED, A.OPEN, S.OPEN, OFFICER | CLOCK, (opening_day_has_come,)),
        Transition(S.PLANNED, A.CANCEL, S.CANCELLED, OFFICER),
        Transition(S.OPEN, A.CLOSE, S.CLOSED, OFFICER, (nothing_waits,)),
        Transition(S.OPEN, A.END, S.CLOSED, CLOCK, (last_day_has_passed, nothing_waits)),
        Transition(S.OPEN, A.CANCEL, S.CANCELLED, OFFICER, (nothing_waits,)),
    ),
)

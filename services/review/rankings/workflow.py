"""The life of a ranking (requirement row V08)."""

from enum import StrEnum

from services.review.rankings.rules import is_no_trial, round_is_unranked, scores_stand
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class RankingState(StrEnum):
    """Where a ranking stands."""

    COMPUTED = "computed"
    APPLIED = "applied"
    DISCARDED = "discarded"


class RankingAction(StrEnum):
    """What may be done with a ranking."""

    APPLY = "apply"
    DISCARD = "discard"


State = RankingState
Action = RankingAction
"""Within the service the short names; the contract shows the long ones."""

PROGRAMME = frozenset({Role.PROGRAMME_OFFICER})

RANKING: Workflow[State, Action] = Workflow(
    noun="ranking",
    edition=1,
    initial=State.COMPUTED,
    final=frozenset({State.APPLIED, State.DISCARDED}),
    openings=("compute",),
    transitions=(
        Transition(
            State.COMPUTED,
            Action.APPLY,
            State.APPLIED,
            PROGRAMME,
            (is_no_trial, round_is_unranked, scores_stand),
        ),
        Transition(State.COMPUTED, Action.DISCARD, State.DISCARDED, PROGRAMME),
    ),
)

"""The life of one expert's assignment to one application (requirement row V07)."""

from enum import StrEnum

from services.review.assignments.rules import declaration_is_overdue, nothing_conflicts, review_is_running
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class AssignmentState(StrEnum):
    """Where an assignment stands."""

    ASSIGNED = "assigned"
    CLEARED = "cleared"
    SCORED = "scored"
    RECUSED = "recused"
    LAPSED = "lapsed"


class AssignmentAction(StrEnum):
    """What may be done with an assignment."""

    DECLARE_CLEAR = "declare_clear"
    DECLARE_CONFLICT = "declare_conflict"
    RECUSE = "recuse"
    LAPSE = "lapse"
    SCORE = "score"
    CORRECT = "correct"


State = AssignmentState
Action = AssignmentAction
"""Within the service the short names; the contract shows the long ones."""

EXPERT = frozenset({Role.EXPERT})
PROGRAMME = frozenset({Role.PROGRAMME_OFFICER})
CLOCK = frozenset({Role.CLOCK})

ASSIGNMENT: Workflow[State, Action] = Workflow(
    noun="assignment",
    edition=1,
    initial=State.ASSIGNED,
    final=frozenset({State.RECUSED, State.LAPSED}),
    openings=("assign",),
    transitions=(
        Transition(State.ASSIGNED, Action.DECLARE_CLEAR, State.CLEARED, EXPERT, (nothing_conflicts,)),
        Transition(State.ASSIGNED, Action.DECLARE_CONFLICT, State.RECUSED, EXPERT),
        Transition(State.ASSIGNED, Action.RECUSE, State.RECUSED, PROGRAMME),
        Transition(State.ASSIGNED, Action.LAPSE, State.LAPSED, CLOCK, (declaration_is_overdue,)),
        Transition(State.CLEARED, Action.DECLARE_CONFLICT, State.RECUSED, EXPERT),
        Transition(State.CLEARED, Action.RECUSE, State.RECUSED, PROGRAMME),
        Transition(State.CLEARED, Action.SCORE, State.SCORED, EXPERT, (nothing_conflicts, review_is_running)),
        Transition(
            State.SCORED, Action.CORRECT, State.SCORED, EXPERT, (nothing_conflicts, review_is_running)
        ),
        Transition(State.SCORED, Action.DECLARE_CONFLICT, State.RECUSED, EXPERT),
        Transition(State.SCORED, Action.RECUSE, State.RECUSED, PROGRAMME),
    ),
)

LIVE = (State.ASSIGNED, State.CLEARED, State.SCORED)
"""States in which the expert counts towards the panel of the application."""

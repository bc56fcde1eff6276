"""Whether an expert is drawn on, as a table (R13)."""

from enum import StrEnum

from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class ExpertStatus(StrEnum):
    """Whether the expert may be assigned."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class ExpertAction(StrEnum):
    """Steps that officers take; an expert may retire."""

    SUSPEND = "suspend"
    RESUME = "resume"
    RETIRE = "retire"


_S, _A = ExpertStatus, ExpertAction
KEEPERS = frozenset({Role.CITY_OFFICER, Role.PROGRAMME_OFFICER})
"""Who keeps the experts of a region."""

WORKFLOW = Workflow(
    noun="expert",
    edition=1,
    initial=_S.ACTIVE,
    final=frozenset({_S.RETIRED}),
    openings=("register",),
    transitions=(
        Transition(_S.ACTIVE, _A.SUSPEND, _S.SUSPENDED, KEEPERS),
        Transition(_S.ACTIVE, _A.RETIRE, _S.RETIRED, KEEPERS | {Role.EXPERT}),
        Transition(_S.SUSPENDED, _A.RESUME, _S.ACTIVE, KEEPERS),
        Transition(_S.SUSPENDED, _A.RETIRE, _S.RETIRED, KEEPERS | {Role.EXPERT}),
    ),
)

"""What can happen to an organisation, as a table."""

from enum import StrEnum

from services.registry.standing.rules import OrganisationStatus
from shared.codes.roles import OFFICERS, Role
from shared.workflow import Blocker, Transition, Workflow


class OrganisationAction(StrEnum):
    """Typed changes; each is an entry of the history."""

    CORRECT = "correct"
    RENAME = "rename"
    MOVE = "move"
    CHANGE_REPRESENTATIVE = "change_representative"
    DISSOLVE = "dissolve"
    REINSTATE = "reinstate"


def no_open_claim(facts: object) -> Blocker | None:
    """Nobody's claim may be left without an object."""
    waiting = getattr(facts, "open_claims", 0)
    return Blocker("claims_are_open", {"count": waiting}) if waiting else None


_S, _A = OrganisationStatus, OrganisationAction
_SELF = OFFICERS | {Role.APPLICANT}
"""An organisation keeps its own record; officers keep those of their region."""

WORKFLOW = Workflow(
    noun="organisation",
    edition=1,
    initial=_S.ACTIVE,
    final=frozenset(),
    openings=("register",),
    transitions=(
        Transition(_S.ACTIVE, _A.CORRECT, _S.ACTIVE, _SELF),
        Transition(_S.ACTIVE, _A.RENAME, _S.ACTIVE, OFFICERS),
        Transition(_S.ACTIVE, _A.MOVE, _S.ACTIVE, OFFICERS),
        Transition(_S.ACTIVE, _A.CHANGE_REPRESENTATIVE, _S.ACTIVE, _SELF),
        Transition(_S.ACTIVE, _A.DISSOLVE, _S.DISSOLVED, OFFICERS, (no_open_claim,)),
        Transition(_S.DISSOLVED, _A.REINSTATE, _S.ACTIVE, OFFICERS),
    ),
)

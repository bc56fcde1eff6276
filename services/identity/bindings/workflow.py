"""The life of a binding: granted, until it is revoked for good."""

from enum import StrEnum

from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class BindingState(StrEnum):
    GRANTED = "granted"
    REVOKED = "revoked"


class BindingAction(StrEnum):
    REVOKE = "revoke"


BINDING_LIFE: Workflow[BindingState, BindingAction] = Workflow(
    noun="binding",
    edition=1,
    initial=BindingState.GRANTED,
    final=frozenset({BindingState.REVOKED}),
    transitions=(
        Transition(
            BindingState.GRANTED,
            BindingAction.REVOKE,
            BindingState.REVOKED,
            frozenset(
                {Role.SECURITY_ADMINISTRATOR, Role.CLOCK}
            ),  # the house: when a platform vouches no more
        ),
    ),
    openings=("grant",),
)

"""The life of a signing key: published, then signing, then only verifying; withdrawn when it leaks."""

from enum import StrEnum

from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class KeyState(StrEnum):
    NEXT = "next"
    """Published, so that every verifier knows it before it signs."""
    ACTIVE = "active"
    """Signs."""
    RETIRED = "retired"
    """Signs no more; published until its last token is over."""
    WITHDRAWN = "withdrawn"
    """No longer believed: it leaked."""


class KeyAction(StrEnum):
    ACTIVATE = "activate"
    RETIRE = "retire"
    WITHDRAW = "withdraw"


_KEEPERS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.CLOCK})
_ADMINISTRATOR = frozenset({Role.SYSTEM_ADMINISTRATOR})

KEY_LIFE: Workflow[KeyState, KeyAction] = Workflow(
    noun="key",
    edition=1,
    initial=KeyState.NEXT,
    final=frozenset({KeyState.WITHDRAWN}),
    transitions=(
        Transition(KeyState.NEXT, KeyAction.ACTIVATE, KeyState.ACTIVE, _KEEPERS),
        Transition(KeyState.ACTIVE, KeyAction.RETIRE, KeyState.RETIRED, _KEEPERS),
        Transition(KeyState.NEXT, KeyAction.WITHDRAW, KeyState.WITHDRAWN, _ADMINISTRATOR),
        Transition(KeyState.RETIRED, KeyAction.WITHDRAW, KeyState.WITHDRAWN, _ADMINISTRATOR),
    ),
)

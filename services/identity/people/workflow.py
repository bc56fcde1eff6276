"""The life of a person's entry: may sign in, or may not."""

from enum import StrEnum

from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class PersonState(StrEnum):
    ACTIVE = "active"
    BLOCKED = "blocked"


class PersonAction(StrEnum):
    BLOCK = "block"
    UNBLOCK = "unblock"


_ADMINISTRATOR = frozenset({Role.SECURITY_ADMINISTRATOR})

PERSON_LIFE: Workflow[PersonState, PersonAction] = Workflow(
    noun="person",
    edition=1,
    initial=PersonState.ACTIVE,
    final=frozenset(),
    transitions=(
        Transition(PersonState.ACTIVE, PersonAction.BLOCK, PersonState.BLOCKED, _ADMINISTRATOR),
        Transition(PersonState.BLOCKED, PersonAction.UNBLOCK, PersonState.ACTIVE, _ADMINISTRATOR),
    ),
)

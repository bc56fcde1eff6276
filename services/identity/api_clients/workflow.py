"""The life of a client: it may get tokens, or it may not."""

from enum import StrEnum

from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class ClientState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


class ClientAction(StrEnum):
    DISABLE = "disable"
    ENABLE = "enable"


_ADMINISTRATOR = frozenset({Role.SYSTEM_ADMINISTRATOR})

CLIENT_LIFE: Workflow[ClientState, ClientAction] = Workflow(
    noun="client",
    edition=1,
    initial=ClientState.ACTIVE,
    final=frozenset(),
    transitions=(
        Transition(ClientState.ACTIVE, ClientAction.DISABLE, ClientState.DISABLED, _ADMINISTRATOR),
        Transition(ClientState.DISABLED, ClientAction.ENABLE, ClientState.ACTIVE, _ADMINISTRATOR),
    ),
)

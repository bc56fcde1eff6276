"""The life of a title once it is granted (requirement rows V11, V12)."""

from enum import StrEnum

from services.review.titles.rules import validity_has_ended
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class TitleState(StrEnum):
    """Where a title stands; what the public register and the verification answer."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SURRENDERED = "surrendered"


class TitleAction(StrEnum):
    """What may be done with a title."""

    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"
    SURRENDER = "surrender"
    EXPIRE = "expire"


SUPERVISION = frozenset({Role.SUPERVISOR})
HOLDER = frozenset({Role.APPLICANT})
CLOCK = frozenset({Role.CLOCK})

S, A = TitleState, TitleAction

TITLE: Workflow[TitleState, TitleAction] = Workflow(
    noun="title",
    edition=1,
    initial=S.ACTIVE,
    final=frozenset({S.REVOKED, S.EXPIRED, S.SURRENDERED}),
    openings=("grant",),
    transitions=(
        Transition(S.ACTIVE, A.SUSPEND, S.SUSPENDED, SUPERVISION),
        Transition(S.ACTIVE, A.SURRENDER, S.SURRENDERED, HOLDER),
        Transition(S.ACTIVE, A.EXPIRE, S.EXPIRED, CLOCK, (validity_has_ended,)),
        Transition(S.SUSPENDED, A.RESTORE, S.ACTIVE, SUPERVISION),
        Transition(S.SUSPENDED, A.REVOKE, S.REVOKED, SUPERVISION),
        Transition(S.SUSPENDED, A.SURRENDER, S.SURRENDERED, HOLDER),
        Transition(S.SUSPENDED, A.EXPIRE, S.EXPIRED, CLOCK, (validity_has_ended,)),
    ),
)

VALID_STATES = frozenset({S.ACTIVE, S.SUSPENDED})
"""States in which a title still occupies its subject: no second one may be granted."""

__all__ = ["TITLE", "VALID_STATES", "TitleAction", "TitleState"]

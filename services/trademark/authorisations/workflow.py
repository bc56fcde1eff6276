"""The life of a producer's right to use an indication (T03)."""

from enum import StrEnum
from typing import Final

from services.trademark.authorisations.rules import (
    form_is_registered,
    not_own_use,
    period_has_ended,
    period_is_not_over,
    plots_lie_inside,
)
from shared.codes.roles import OFFICERS, Role
from shared.workflow import Transition, Workflow


class UseState(StrEnum):
    """Where an authorisation stands."""

    APPLIED = "applied"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    DECLINED = "declined"
    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class UseAction(StrEnum):
    """Steps of an authorisation; time itself takes `expire`."""

    GRANT = "grant"
    DECLINE = "decline"
    RETRACT = "retract"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


S, A = UseState, UseAction

DECIDERS: Final = frozenset({*OFFICERS, Role.AREA_MANAGER})
USER: Final = frozenset({Role.APPLICANT})
CLOCK: Final = frozenset({Role.CLOCK})
_GRANTING: Final = (not_own_use, period_is_not_over, form_is_registered, plots_lie_inside)

USE: Final[Workflow[UseState, UseAction]] = Workflow(
    noun="indication_use",
    edition=1,
    initial=S.APPLIED,
    final=frozenset({S.DECLINED, S.RETRACTED, S.WITHDRAWN, S.EXPIRED}),
    openings=("apply",),
    transitions=(
        Transition(S.APPLIED, A.GRANT, S.GRANTED, DECIDERS, _GRANTING),
        Transition(S.APPLIED, A.DECLINE, S.DECLINED, DECIDERS, (not_own_use,)),
        Transition(S.APPLIED, A.RETRACT, S.RETRACTED, USER),
        Transition(S.GRANTED, A.SUSPEND, S.SUSPENDED, DECIDERS, (not_own_use,)),
        Transition(S.GRANTED, A.WITHDRAW, S.WITHDRAWN, DECIDERS, (not_own_use,)),
        Transition(S.GRANTED, A.EXPIRE, S.EXPIRED, CLOCK, (period_has_ended,)),
        Transition(
            S.SUSPENDED, A.RESUME, S.GRANTED, DECIDERS, (not_own_use, period_is_not_over, form_is_registered)
        ),
        Transition(S.SUSPENDED, A.WITHDRAW, S.WITHDRAWN, DECIDERS, (not_own_use,)),
        Transition(S.SUSPENDED, A.EXPIRE, S.EXPIRED, CLOCK, (period_has_ended,)),
    ),
)

RUNNING: Final = frozenset({S.GRANTED, S.SUSPENDED})
"""States that occupy the period: a second authorisation may not overlap."""

PUBLISHED: Final = frozenset({S.GRANTED, S.SUSPENDED, S.WITHDRAWN, S.EXPIRED})
"""What anybody may see; an application is the business of user, manager and officers."""

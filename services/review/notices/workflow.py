"""The life of a public notice, and of each entry in it (requirement row V10)."""

from enum import StrEnum

from services.review.notices.rules import (
    last_day_has_passed,
    nothing_admitted_is_open,
    something_is_listed,
)
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class NoticeState(StrEnum):
    """Where a notice stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DISCARDED = "discarded"


class NoticeAction(StrEnum):
    """What may be done with a notice."""

    OPEN = "open"
    DISCARD = "discard"
    CLOSE = "close"


class EntryState(StrEnum):
    """Where one entry of a notice stands; an objection suspends one entry, never the list."""

    LISTED = "listed"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    DECIDED = "decided"


class EntryAction(StrEnum):
    """What may happen to an entry."""

    SUSPEND = "suspend"
    RESTORE = "restore"
    REMOVE = "remove"
    DECIDE = "decide"


PROGRAMME = frozenset({Role.PROGRAMME_OFFICER})
RULING = frozenset({Role.PROGRAMME_OFFICER, Role.SUPERVISOR})
SETTLING = RULING | {Role.PUBLIC}
"""An objection is settled by a ruling, or by the objector who takes it back."""
BODY = frozenset({Role.RECOGNITION_CHAIR})
CLOCK = frozenset({Role.CLOCK})

NOTICE: Workflow[NoticeState, NoticeAction] = Workflow(
    noun="notice",
    edition=1,
    initial=NoticeState.DRAFT,
    final=frozenset({NoticeState.CLOSED, NoticeState.DISCARDED}),
    transitions=(
        Transition(NoticeState.DRAFT, NoticeAction.OPEN, NoticeState.OPEN, PROGRAMME, (something_is_listed,)),
        Transition(NoticeState.DRAFT, NoticeAction.DISCARD, NoticeState.DISCARDED, PROGRAMME),
        Transition(NoticeState.OPEN, NoticeAction.CLOSE, NoticeState.CLOSED, CLOCK, (last_day_has_passed,)),
    ),
)

ENTRY: Workflow[EntryState, EntryAction] = Workflow(
    noun="notice_entry",
    edition=1,
    initial=EntryState.LISTED,
    final=frozenset({EntryState.DECIDED}),
    openings=("list",),
    transitions=(
        Transition(EntryState.LISTED, EntryAction.SUSPEND, EntryState.SUSPENDED, RULING),
        Transition(EntryState.LISTED, EntryAction.DECIDE, EntryState.DECIDED, BODY, (last_day_has_passed,)),
        Transition(
            EntryState.SUSPENDED,
            EntryAction.RESTORE,
            EntryState.LISTED,
            SETTLING,
            (nothing_admitted_is_open,),
        ),
        Transition(
            EntryState.SUSPENDED,
            EntryAction.REMOVE,
            EntryState.REMOVED,
            SETTLING,
            (nothing_admitted_is_open,),
        ),
        Transition(EntryState.REMOVED, EntryAction.DECIDE, EntryState.DECIDED, BODY, (last_day_has_passed,)),
    ),
)

__all__ = ["ENTRY", "NOTICE", "EntryAction", "EntryState", "NoticeAction", "NoticeState"]

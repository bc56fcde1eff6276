"""What legal events do to a mark (T01): the path of each goods line as a table, and what runs beside it."""

from enum import StrEnum
from typing import Final

from shared.codes.roles import OFFICERS, Role
from shared.workflow import Transition, Workflow


class MarkState(StrEnum):
    """Where a goods line, and with the most advanced of them the mark, stands by the events alone."""

    FILED = "filed"
    CORRECTION = "correction"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    EXAMINING = "examining"
    SAME_DAY_PROCEDURE = "same_day_procedure"
    REFUSED = "refused"
    REFUSAL_REVIEW = "refusal_review"
    REFUSED_FINALLY = "refused_finally"
    PRELIMINARILY_PUBLISHED = "preliminarily_published"
    OPPOSED = "opposed"
    REGISTRATION_DENIED = "registration_denied"
    NON_REGISTRATION_REVIEW = "non_registration_review"
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    SURRENDERED = "surrendered"
    EXPIRED = "expired"
    REVOKED = "revoked"
    INVALIDATED = "invalidated"


class MarkKind(StrEnum):
    """What a mark is registered as (商标法 3)."""

    PRODUCT = "product"
    SERVICE = "service"
    COLLECTIVE = "collective"
    CERTIFICATION = "certification"


class MarkStatus(StrEnum):
    """The state as it is shown: the path, or what time and open proceedings make of a registration."""

    FILED = "filed"
    CORRECTION = "correction"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    EXAMINING = "examining"
    SAME_DAY_PROCEDURE = "same_day_procedure"
    REFUSED = "refused"
    REFUSAL_REVIEW = "refusal_review"
    REFUSED_FINALLY = "refused_finally"
    PRELIMINARILY_PUBLISHED = "preliminarily_published"
    OPPOSED = "opposed"
    REGISTRATION_DENIED = "registration_denied"
    NON_REGISTRATION_REVIEW = "non_registration_review"
    REGISTERED = "registered"
    IN_GRACE = "in_grace"
    UNDER_INVALIDITY = "under_invalidity"
    UNDER_NON_USE = "under_non_use"
    WITHDRAWN = "withdrawn"
    SURRENDERED = "surrendered"
    EXPIRED = "expired"
    REVOKED = "revoked"
    INVALIDATED = "invalidated"


class MarkStep(StrEnum):
    """Events that move lines from one state to another."""

    CORRECTION_REQUESTED = "correction_requested"
    CORRECTED = "corrected"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    EXAMINATION_BEGUN = "examination_begun"
    SAME_DAY_FOUND = "same_day_found"
    REFUSED = "refused"
    REFUSAL_REVIEW_FILED = "refusal_review_filed"
    REFUSAL_REVERSED = "refusal_reversed"
    REFUSAL_UPHELD = "refusal_upheld"
    REFUSAL_FINAL = "refusal_final"
    PRELIMINARILY_PUBLISHED = "preliminarily_published"
    OPPOSED = "opposed"
    OPPOSITION_DISMISSED = "opposition_dismissed"
    REGISTRATION_DENIED = "registration_denied"
    DENIAL_REVIEW_FILED = "denial_review_filed"
    DENIAL_REVERSED = "denial_reversed"
    DENIAL_UPHELD = "denial_upheld"
    DENIAL_FINAL = "denial_final"
    REGISTERED = "registered"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"
    SURRENDERED = "surrendered"
    EXPIRED = "expired"
    REVOKED = "revoked"
    INVALIDATED = "invalidated"
    RESTORED = "restored"


class MarkNote(StrEnum):
    """Events that leave the path alone: holder and agent, proceedings beside it, flags."""

    FILED = "filed"
    TRANSFERRED = "transferred"
    HOLDER_RENAMED = "holder_renamed"
    AGENT_CHANGED = "agent_changed"
    INVALIDITY_FILED = "invalidity_filed"
    INVALIDITY_DISMISSED = "invalidity_dismissed"
    NON_USE_FILED = "non_use_filed"
    NON_USE_DISMISSED = "non_use_dismissed"
    SUIT_FILED = "suit_filed"
    SUIT_ENDED = "suit_ended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"


EventKind = MarkStep | MarkNote


def kind_of(text: str) -> EventKind:
    """The event of this name; raises ValueError for another."""
    return MarkStep(text) if text in MarkStep._value2member_map_ else MarkNote(text)


class Flag(StrEnum):
    """What runs beside the path."""

    UNDER_INVALIDITY = "under_invalidity"
    UNDER_NON_USE = "under_non_use"
    IN_COURT = "in_court"
    SUSPENDED = "suspended"


RAISES: Final = {
    MarkNote.INVALIDITY_FILED: Flag.UNDER_INVALIDITY,
    MarkNote.NON_USE_FILED: Flag.UNDER_NON_USE,
    MarkNote.SUIT_FILED: Flag.IN_COURT,
    MarkNote.SUSPENDED: Flag.SUSPENDED,
}
LOWERS: Final = {
    MarkNote.INVALIDITY_DISMISSED: Flag.UNDER_INVALIDITY,
    MarkNote.NON_USE_DISMISSED: Flag.UNDER_NON_USE,
    MarkNote.SUIT_ENDED: Flag.IN_COURT,
    MarkNote.RESUMED: Flag.SUSPENDED,
}

S, E = MarkState, MarkStep
RECORDERS: Final = frozenset({*OFFICERS, Role.DEPARTMENT_OFFICER})
"""Who enters what the office has published; the clock ends what nobody renewed."""
BEFORE_EXAMINATION: Final = (S.FILED, S.CORRECTION)
IN_EXAMINATION: Final = (S.ACCEPTED, S.EXAMINING, S.SAME_DAY_PROCEDURE)
PENDING: Final = (
    *BEFORE_EXAMINATION,
    *IN_EXAMINATION,
    S.REFUSED,
    S.REFUSAL_REVIEW,
    S.PRELIMINARILY_PUBLISHED,
    S.OPPOSED,
    S.REGISTRATION_DENIED,
    S.NON_REGISTRATION_REVIEW,
)
ENDED_RIGHTS: Final = (S.EXPIRED, S.REVOKED, S.INVALIDATED)

_STEPS: Final = (
    ((S.FILED,), E.CORRECTION_REQUESTED, S.CORRECTION),
    ((S.CORRECTION,), E.CORRECTED, S.FILED),
    (BEFORE_EXAMINATION, E.NOT_ACCEPTED, S.NOT_ACCEPTED),
    (BEFORE_EXAMINATION, E.ACCEPTED, S.ACCEPTED),
    ((*BEFORE_EXAMINATION, S.ACCEPTED, S.SAME_DAY_PROCEDURE), E.EXAMINATION_BEGUN, S.EXAMINING),
    ((S.ACCEPTED, S.EXAMINING), E.SAME_DAY_FOUND, S.SAME_DAY_PROCEDURE),
    ((S.FILED, *IN_EXAMINATION), E.REFUSED, S.REFUSED),
    ((S.REFUSED,), E.REFUSAL_REVIEW_FILED, S.REFUSAL_REVIEW),
    ((S.REFUSAL_REVIEW,), E.REFUSAL_REVERSED, S.EXAMINING),
    ((S.REFUSAL_REVIEW,), E.REFUSAL_UPHELD, S.REFUSED_FINALLY),
    ((S.REFUSED,), E.REFUSAL_FINAL, S.REFUSED_FINALLY),
    ((S.FILED, *IN_EXAMINATION, S.REFUSAL_REVIEW), E.PRELIMINARILY_PUBLISHED, S.PRELIMINARILY_PUBLISHED),
    ((S.PRELIMINARILY_PUBLISHED,), E.OPPOSED, S.OPPOSED),
    ((S.OPPOSED,), E.OPPOSITION_DISMISSED, S.PRELIMINARILY_PUBLISHED),
    ((S.OPPOSED,), E.REGISTRATION_DENIED, S.REGISTRATION_DENIED),
    ((S.REGISTRATION_DENIED,), E.DENIAL_REVIEW_FILED, S.NON_REGISTRATION_REVIEW),
    ((S.NON_REGISTRATION_REVIEW,), E.DENIAL_REVERSED, S.PRELIMINARILY_PUBLISHED),
    ((S.NON_REGISTRATION_REVIEW,), E.DENIAL_UPHELD, S.REFUSED_FINALLY),
    ((S.REGISTRATION_DENIED,), E.DENIAL_FINAL, S.REFUSED_FINALLY),
    ((S.FILED, *IN_EXAMINATION, S.PRELIMINARILY_PUBLISHED, S.OPPOSED), E.REGISTERED, S.REGISTERED),
    ((S.REGISTERED,), E.RENEWED, S.REGISTERED),
    (PENDING, E.WITHDRAWN, S.WITHDRAWN),
    ((S.REGISTERED,), E.SURRENDERED, S.SURRENDERED),
    ((S.REGISTERED,), E.EXPIRED, S.EXPIRED),
    ((S.REGISTERED,), E.REVOKED, S.REVOKED),
    ((S.REGISTERED,), E.INVALIDATED, S.INVALIDATED),
    (ENDED_RIGHTS, E.RESTORED, S.REGISTERED),
)

MARK: Workflow[MarkState, MarkStep] = Workflow(
    noun="mark",
    edition=1,
    initial=S.FILED,
    final=frozenset({S.NOT_ACCEPTED, S.WITHDRAWN, S.REFUSED_FINALLY, S.SURRENDERED}),
    openings=("enter",),
    transitions=tuple(
        Transition(source, step, target, RECORDERS | ({Role.CLOCK} if step is E.EXPIRED else frozenset()))
        for sources, step, target in _STEPS
        for source in sources
    ),
)
"""The path is lenient where the office's own lists leave steps out: what is registered need not have been
seen published. An event that fits no line is kept, shown as astray, and moves nothing."""

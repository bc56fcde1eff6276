"""How long it is believed that a person may act for a legal person: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BELIEVED = timedelta(hours=8)
"""From a sign-in at the platform on; then it is asked again, by signing in anew."""


class Relation(StrEnum):
    """What a person is to the legal person that they act for."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    AGENT = "agent"


class ActingState(StrEnum):
    """Whether one may act."""

    VOUCHED = "vouched"
    OVER = "over"
    """Vouched for too long ago."""
    ENDED = "ended"
    """The platform does not vouch for it any more."""


@dataclass(frozen=True, slots=True)
class LegalPerson:
    """Whom a platform says somebody may act for, and until when at the longest."""

    credit_code: str
    name: str
    relation: Relation
    until: datetime


def state_of(*, ended_at: datetime | None, until: datetime, now: datetime) -> ActingState:
    """Where a relation stands."""
    if ended_at is not None:
        return ActingState.ENDED
    return ActingState.VOUCHED if now < until else ActingState.OVER

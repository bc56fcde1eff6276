"""The life of a claim: somebody says that an organisation is theirs to act for (R03)."""

from enum import StrEnum
from typing import Protocol

from shared.codes.roles import Role
from shared.workflow import Blocker, Transition, Workflow


class ClaimState(StrEnum):
    """Where a claim stands."""

    CLAIMED = "claimed"
    DISPUTED = "disputed"
    VERIFIED = "verified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class ClaimAction(StrEnum):
    """Steps of a claim; the house itself takes `dispute`, `resume` and `supersede`."""

    VERIFY = "verify"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    DISPUTE = "dispute"
    AWARD = "award"
    DISMISS = "dismiss"
    RESUME = "resume"
    SUPERSEDE = "supersede"
    REVOKE = "revoke"


class ClaimFacts(Protocol):
    """What the needs look at."""

    evidence: list[str]
    by_officer_of_the_claim: bool


def not_own_claim(facts: ClaimFacts) -> Blocker | None:
    """Nobody decides on a claim of their own."""
    return Blocker("own_claim") if facts.by_officer_of_the_claim else None


_S, _A = ClaimState, ClaimAction
_OFFICER = frozenset({Role.CITY_OFFICER, Role.ZONE_OFFICER, Role.PROGRAMME_OFFICER})
_CLAIMANT = frozenset({Role.APPLICANT})
_HOUSE = frozenset({Role.CLOCK})

WORKFLOW = Workflow(
    noun="claim",
    edition=1,
    initial=_S.CLAIMED,
    final=frozenset({_S.REJECTED, _S.WITHDRAWN, _S.SUPERSEDED, _S.REVOKED}),
    openings=("claim",),
    transitions=(
        Transition(_S.CLAIMED, _A.VERIFY, _S.VERIFIED, _OFFICER, (not_own_claim,)),
        Transition(_S.CLAIMED, _A.REJECT, _S.REJECTED, _OFFICER, (not_own_claim,)),
        Transition(_S.CLAIMED, _A.WITHDRAW, _S.WITHDRAWN, _CLAIMANT),
        Transition(_S.CLAIMED, _A.DISPUTE, _S.DISPUTED, _HOUSE),
        Transition(_S.DISPUTED, _A.AWARD, _S.VERIFIED, _OFFICER, (not_own_claim,)),
        Transition(_S.DISPUTED, _A.DISMISS, _S.REJECTED, _OFFICER, (not_own_claim,)),
        Transition(_S.DISPUTED, _A.WITHDRAW, _S.WITHDRAWN, _CLAIMANT),
        Transition(_S.DISPUTED, _A.RESUME, _S.CLAIMED, _HOUSE),
        Transition(_S.DISPUTED, _A.SUPERSEDE, _S.SUPERSEDED, _HOUSE),
        Transition(_S.VERIFIED, _A.SUPERSEDE, _S.SUPERSEDED, _HOUSE),
        Transition(_S.VERIFIED, _A.REVOKE, _S.REVOKED, _OFFICER, (not_own_claim,)),
    ),
)

OPEN = frozenset({ClaimState.CLAIMED, ClaimState.DISPUTED})
"""States that wait for a decision."""

"""What a decision waits for: pure functions of facts."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.workflow import Blocker


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """What the needs look at; an unknown fact blocks."""

    approvals: int | None = None
    approvals_needed: int | None = None
    deciders: Collection[str] | None = None
    involved: Collection[str] | None = None
    """Who recommended or scored any of the cases."""
    approver: str | None = None
    approvers: Collection[str] | None = None
    """Who would approve now, and who has."""


def approver_is_new(facts: DecisionFacts) -> Blocker | None:
    """Nobody approves a decision twice."""
    if facts.approver is not None and facts.approvers is not None and facts.approver not in facts.approvers:
        return None
    return Blocker("already_approved")


def approver_took_no_part(facts: DecisionFacts) -> Blocker | None:
    """Who recommended or scored a case does not approve; whoever did so since is stopped at the issue."""
    if facts.approver is not None and facts.involved is not None and facts.approver not in facts.involved:
        return None
    return Blocker("decider_took_part")


def approvals_are_complete(facts: DecisionFacts) -> Blocker | None:
    """As many members as needed have approved, none of them twice; a return has voided earlier ones."""
    if (
        facts.approvals is not None
        and facts.approvals_needed is not None
        and facts.approvals >= facts.approvals_needed
    ):
        return None
    return Blocker("approvals_missing", {"given": facts.approvals, "needed": facts.approvals_needed})


def nobody_took_part(facts: DecisionFacts) -> Blocker | None:
    """Who recommended or scored a case does not decide on it."""
    if facts.involved is not None and facts.deciders is not None:
        both = sorted(set(facts.deciders) & set(facts.involved))
        return Blocker("decider_took_part", {"count": len(both)}) if both else None
    return Blocker("decider_took_part")

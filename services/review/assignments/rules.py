"""What an assignment waits for: pure functions of facts. None means: go ahead."""

from dataclasses import dataclass
from datetime import date

from shared.workflow import Blocker


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentFacts:
    """What the needs look at; an unknown fact blocks."""

    today: date
    conflicts: int | None = None
    due_on: date | None = None
    review_running: bool | None = None


def nothing_conflicts(facts: AssignmentFacts) -> Blocker | None:
    """Nobody declares the absence of a conflict that is on record (V07)."""
    if facts.conflicts == 0:
        return None
    return Blocker("conflict_stands", {"conflicts": facts.conflicts})


def declaration_is_overdue(facts: AssignmentFacts) -> Blocker | None:
    """Time replaces an expert only after the last day for declaring."""
    if facts.due_on is not None and facts.today > facts.due_on:
        return None
    return Blocker("time_not_over", {"day": facts.due_on})


def review_is_running(facts: AssignmentFacts) -> Blocker | None:
    """Scores are given between the start of the review and the ranking."""
    return None if facts.review_running else Blocker("review_not_running")

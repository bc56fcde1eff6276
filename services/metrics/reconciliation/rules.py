"""Which of our counts have an owner who can be asked, and what the comparison means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from services.metrics.readings.rules import Comparison, Condition


class Verdict(StrEnum):
    """What a comparison found."""

    AGREES = "agrees"
    DIFFERS = "differs"
    BEHIND = "behind"
    """The owner moved while it was asked, or not all that it told has been read: nothing is said."""
    SILENT = "silent"
    """The owner did not answer: nothing is guessed."""
    UNCOUNTED = "uncounted"
    """The owner has more than it counts exactly."""


@dataclass(frozen=True, slots=True)
class Check:
    """One count that its owner answers too."""

    code: str
    feed: str
    path: str
    asked: Mapping[str, str] = field(default_factory=dict)
    entity: str = ""
    where: tuple[Condition, ...] = ()


CHECKS: Final = (
    Check(
        "active_organisations",
        "registry",
        "/registry/v1/organisations",
        {"status": "active"},
        "organisation",
    ),
    Check("valid_titles", "review", "/review/v1/titles", {"state": "active,suspended"}, "title"),
    Check(
        "suspended_titles",
        "review",
        "/review/v1/titles",
        {"state": "suspended"},
        "title",
        (Condition("state", Comparison.EQ, "suspended"),),
    ),
    Check(
        "protected_indications",
        "trademark",
        "/trademark/v1/indications",
        {"protected": "true"},
        "indication",
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the owner said, and where its feed ended before and after it was asked."""

    total: int
    exact: bool
    before: int
    after: int


def verdict(ours: int, told: Told | None, *, position: int) -> Verdict:
    """Silent before behind before what the figures say; `position` is how far its feed has been read."""
    if told is None:
        return Verdict.SILENT
    if told.before != told.after or position < told.after:
        return Verdict.BEHIND
    if not told.exact:
        return Verdict.UNCOUNTED
    return Verdict.AGREES if ours == told.total else Verdict.DIFFERS

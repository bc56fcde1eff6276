"""Good standing: what it is judged by, and the reason of each part that fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

FACTS_DUE_MONTH: Final = 4
"""Figures of a year are due in the first quarter of the next; from April on they are missed."""


class OrganisationStatus(StrEnum):
    """Whether the organisation exists."""

    ACTIVE = "active"
    DISSOLVED = "dissolved"


@dataclass(frozen=True, slots=True)
class Failing:
    """One part of good standing that does not hold."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What good standing is judged by."""

    dissolved: bool
    certified: bool
    open_serious_incidents: int
    facts_filed_through: int | None


def facts_due_through(today: date) -> int:
    """The last year whose figures should have been filed by now."""
    return today.year - (1 if today.month >= FACTS_DUE_MONTH else 2)


def failing(condition: Condition, today: date) -> tuple[Failing, ...]:
    """Every part of good standing that fails; empty means good (R01, R03, R11)."""
    found = []
    if condition.dissolved:
        found.append(Failing("standing_dissolved"))
    if not condition.certified:
        found.append(Failing("standing_not_certified"))
    if condition.open_serious_incidents:
        found.append(Failing("standing_open_incident", {"count": condition.open_serious_incidents}))
    due = facts_due_through(today)
    if (condition.facts_filed_through or 0) < due:
        found.append(Failing("standing_facts_missing", {"year": due}))
    return tuple(found)

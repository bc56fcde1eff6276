"""What an objection's steps wait for: pure functions of facts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.workflow import Blocker

ANSWER_WORKING_DAYS: Final = 5
"""How long the applicant may answer an admitted objection before it can be upheld unheard (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFacts:
    """What the needs look at; an unknown fact blocks."""

    today: date
    notice_open: bool | None = None
    closes_on: date | None = None
    answer_due_on: date | None = None
    ruled_items: int | None = None
    items: int | None = None
    judge: str | None = None
    involved: Collection[str] | None = None
    """Who recommended, scored or decided the case: they may not rule on the objection."""


def notice_takes_objections(facts: ObjectionFacts) -> Blocker | None:
    """Objections are filed from the opening of the notice until the end of its last day."""
    closes = facts.closes_on
    if facts.notice_open and closes is not None and facts.today <= closes:
        return None
    return Blocker("notice_not_running", {"day": closes})


def applicant_was_heard(facts: ObjectionFacts) -> Blocker | None:
    """Nobody loses a seat unheard: the answer came, or its time is over."""
    due = facts.answer_due_on
    return None if due is not None and facts.today > due else Blocker("answer_still_awaited", {"due_on": due})


def every_item_is_ruled(facts: ObjectionFacts) -> Blocker | None:
    """A ruling speaks to each item."""
    if facts.items and facts.ruled_items == facts.items:
        return None
    return Blocker("items_not_ruled", {"ruled": facts.ruled_items, "items": facts.items})


def nobody_judges_the_own_case(facts: ObjectionFacts) -> Blocker | None:
    """Segregation of duties: the trail names who took part."""
    if facts.involved is not None and facts.judge is not None and facts.judge not in facts.involved:
        return None
    return Blocker("judge_took_part")

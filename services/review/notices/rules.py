"""What a notice and its entries wait for: pure functions of facts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from shared.workflow import Blocker


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """What the needs look at; an unknown fact blocks."""

    today: date
    closes_on: date | None = None
    entries: int | None = None
    admitted_objections: int | None = None


def something_is_listed(facts: NoticeFacts) -> Blocker | None:
    """A notice opens with at least one entry."""
    return None if facts.entries else Blocker("notice_without_entries")


def last_day_has_passed(facts: NoticeFacts) -> Blocker | None:
    """The notice has run for all of its working days (V10)."""
    closes = facts.closes_on
    return (
        None
        if closes is not None and facts.today > closes
        else Blocker("notice_still_running", {"day": closes})
    )


def nothing_admitted_is_open(facts: NoticeFacts) -> Blocker | None:
    """Another admitted objection against the entry keeps it suspended."""
    if facts.admitted_objections == 0:
        return None
    return Blocker("objections_open", {"open": facts.admitted_objections})


def snapshot_hash(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of what the public reads: a change shows."""
    return hashlib.sha256(orjson.dumps(dict(snapshot), option=orjson.OPT_SORT_KEYS)).hexdigest()

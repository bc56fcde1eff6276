"""Pure decisions on organisations: the reading of a past day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any


def project(entries: Iterable[Mapping[str, Any]], as_of: date) -> dict[str, Any] | None:
    """The facts of an organisation as its typed changes make them up to a day; None before it began.

    A change counts from the day it took effect, which may lie before the day it was written down.
    """
    facts: dict[str, Any] | None = None
    for entry in _in_effect(entries, as_of):
        facts = {**(facts or {}), **entry["payload"]["facts"]}
    return facts


def _in_effect(entries: Iterable[Mapping[str, Any]], as_of: date) -> Sequence[Mapping[str, Any]]:
    typed = [entry for entry in entries if "facts" in entry["payload"]]
    due = [entry for entry in typed if date.fromisoformat(entry["payload"]["effective_on"]) <= as_of]
    return sorted(due, key=lambda entry: (entry["payload"]["effective_on"], entry["sequence"]))

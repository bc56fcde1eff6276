"""When a round may be opened and closed, and how its chain of deadlines is counted (V03)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.time.calendar import WorkingCalendar
from shared.workflow import Blocker

PER_CASE = frozenset({"correction"})
"""Stages whose time runs for each case from a day of its own, so that the chain leaves them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """What the needs look at; a fact left at None is unknown, and an unknown fact blocks."""

    today: date
    opens_on: date | None = None
    ends_on: date | None = None
    waiting: int | None = None
    """Applications that are neither ended nor in reserve."""


def opening_day_has_come(facts: RoundFacts) -> Blocker | None:
    """Nobody opens a round before its day."""
    if facts.opens_on is not None and facts.today >= facts.opens_on:
        return None
    return Blocker("opening_day_ahead", {"opens_on": facts.opens_on})


def nothing_waits(facts: RoundFacts) -> Blocker | None:
    """Every application has come to its end or stands in reserve."""
    return None if facts.waiting == 0 else Blocker("applications_waiting", {"waiting": facts.waiting})


def last_day_has_passed(facts: RoundFacts) -> Blocker | None:
    """The clock closes a round only after the last day of its chain."""
    if facts.ends_on is not None and facts.today > facts.ends_on:
        return None
    return Blocker("time_not_over", {"day": facts.ends_on})


@dataclass(frozen=True, slots=True)
class Span:
    """A stage as the chain sees it."""

    step: str
    working_days: int
    reminders: Sequence[int]


@dataclass(frozen=True, slots=True)
class Link:
    """One deadline: the last day of a stage, the days on which to remind, and how sure they are."""

    step: str
    place: int
    due_on: date
    provisional: bool
    reminders: tuple[int, ...]
    reminders_on: tuple[date, ...]


def chain(opens_on: date, spans: Sequence[Span], calendar: WorkingCalendar) -> list[Link]:
    """Each stage's working days follow on the last day of the stage before; the first on the opening day."""
    links: list[Link] = []
    start, provisional = opens_on, False
    for place, span in enumerate((s for s in spans if s.step not in PER_CASE), start=1):
        due = calendar.add_working_days(start, span.working_days)
        start, provisional = due.day, provisional or due.provisional
        links.append(_link(Link(span.step, place, due.day, provisional, tuple(span.reminders), ()), calendar))
    return links


def moved(links: Sequence[Link], step: str, due_on: date, calendar: WorkingCalendar) -> Iterator[Link]:
    """The chain from an extended deadline on: what follows keeps its distance in working days."""
    before: tuple[date, date] | None = None
    for link in links:
        if before is None and link.step != step:
            continue
        day, provisional = due_on, calendar.is_provisional(due_on)
        if before is not None:
            due = calendar.add_working_days(before[1], calendar.working_days_between(before[0], link.due_on))
            day, provisional = due.day, due.provisional
        before = (link.due_on, day)
        yield _link(replace(link, due_on=day, provisional=link.provisional or provisional), calendar)


def _link(link: Link, calendar: WorkingCalendar) -> Link:
    days = tuple(due.day for due in calendar.reminder_days(link.due_on, link.reminders))
    return replace(link, reminders_on=days)

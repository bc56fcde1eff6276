"""Which deadlines a mark has: from its events and the law, without asking anybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.trademark.legal_rules.rules import Counted, LawBook
from services.trademark.legal_rules.rules import Service as Served
from services.trademark.marks.rules import ADVANCE, Event, Standing
from services.trademark.marks.workflow import MarkNote, MarkState, MarkStep
from shared.time.calendar import WorkingCalendar


class DeadlineState(StrEnum):
    """Where a deadline stands."""

    OPEN = "open"
    MET = "met"
    PASSED = "passed"
    VOID = "void"


E, N = MarkStep, MarkNote
ANSWERS: Final[Mapping[str, frozenset[str]]] = {
    "opposition": frozenset({E.OPPOSED, E.REGISTERED}),
    "examination": frozenset({E.PRELIMINARILY_PUBLISHED, E.REFUSED, E.REGISTERED}),
    "refusal_review": frozenset({E.REFUSAL_REVIEW_FILED}),
    "refusal_suit": frozenset({N.SUIT_FILED}),
    "non_registration_review": frozenset({E.DENIAL_REVIEW_FILED}),
    "non_registration_suit": frozenset({N.SUIT_FILED}),
    "use_evidence": frozenset({N.NON_USE_DISMISSED, E.REVOKED}),
    "correction_answer": frozenset({E.CORRECTED}),
    "renewal_window": frozenset({E.RENEWED}),
    "renewal_grace": frozenset({E.RENEWED}),
}
"""The events that answer a deadline once it runs."""
FOLDED: Final = frozenset({"registration_term", "renewal_term"})
"""Terms that are part of the standing already."""
AFTER_THE_END: Final = frozenset({"similar_bar", "refusal_suit", "non_registration_suit"})
"""Deadlines that run although the mark has ended."""
LONG: Final = frozenset({"renewal_window", "renewal_grace", "relative_invalidity", "non_use_exposure"})
REMINDERS: Final = {True: (60, 20, 5), False: (10, 5, 2)}
"""Working days before the last safe day, for years and months or for days and weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A deadline as the law and the events have it."""

    code: str
    trigger_on: date
    opens_on: date | None
    due_on: date
    last_safe_on: date
    provisional: bool
    straddles: bool
    assumed_receipt: bool
    edition: str
    confidence: str
    state: DeadlineState


def plan(events: Sequence[Event], standing: Standing, law: LawBook, *, today: date) -> list[Planned]:
    """All deadlines of a mark, met and passed ones too, each once."""
    told = [
        event for event in sorted(events) if event.sequence not in standing.astray and event.legal_on <= today
    ]
    found = {(each.code, each.trigger_on): each for each in _all(told, standing, law, today=today)}
    return list(found.values())


def _all(told: Sequence[Event], standing: Standing, law: LawBook, *, today: date) -> Iterator[Planned]:
    for event in told:
        for code in law.triggered_by(event.kind.value):
            counted = law.count(code, _start(event, code, law)) if code not in FOLDED else None
            if counted is not None:
                receipt = counted.rule.service is Served.ON_RECEIPT and "received_on" not in event.facts
                yield _planned(counted, event.legal_on, told, standing, today=today, assumed=receipt)
    yield from _renewals(told, standing, law, today=today)
    if standing.registered_on is not None and standing.ended_on is not None:
        counted = law.count("similar_bar", standing.ended_on)
        if counted is not None:
            yield _planned(counted, standing.ended_on, told, standing, today=today)


def _renewals(told: Sequence[Event], standing: Standing, law: LawBook, *, today: date) -> Iterator[Planned]:
    """The window ends with the term, the grace six months behind it."""
    last = standing.expires_on
    window = None if last is None else law.count("renewal_window", last)
    grace = None if last is None else law.count("renewal_grace", last)
    if last is None or window is None or grace is None:
        return
    safe = last if law.calendar.is_working(last) else law.calendar.add_working_days(last, -1).day
    begun = Planned(
        code="renewal_window",
        trigger_on=last,
        opens_on=window.ends.due_on,
        due_on=last,
        last_safe_on=safe,
        provisional=law.calendar.is_provisional(safe),
        straddles=window.straddles,
        assumed_receipt=False,
        edition=window.rule.edition,
        confidence=window.rule.confidence,
        state=_state("renewal_window", last, last, told, standing, today=today),
    )
    yield begun
    yield _planned(grace, last, told, standing, today=today)


def _planned(
    counted: Counted,
    trigger: date,
    told: Sequence[Event],
    standing: Standing,
    *,
    today: date,
    assumed: bool = False,
) -> Planned:
    ends, rule = counted.ends, counted.rule
    return Planned(
        code=rule.code,
        trigger_on=trigger,
        opens_on=None,
        due_on=ends.due_on,
        last_safe_on=ends.last_safe_on,
        provisional=ends.provisional,
        straddles=counted.straddles,
        assumed_receipt=assumed,
        edition=rule.edition,
        confidence=rule.confidence,
        state=_state(rule.code, trigger, ends.due_on, told, standing, today=today),
    )


def _state(
    code: str, trigger: date, due: date, told: Sequence[Event], standing: Standing, *, today: date
) -> DeadlineState:
    answered = ANSWERS.get(code, frozenset())
    if any(event.kind.value in answered and event.legal_on >= trigger for event in told):
        return DeadlineState.MET
    if today > due:
        return DeadlineState.PASSED
    living = standing.state in ADVANCE or standing.state is MarkState.EXPIRED
    return DeadlineState.OPEN if living or code in AFTER_THE_END else DeadlineState.VOID


def _start(event: Event, code: str, law: LawBook) -> date:
    """The day of receipt where it counts and is known, else the legal day, which is never too late."""
    rule = law.find(code, event.legal_on)
    received = event.facts.get("received_on")
    if rule is not None and rule.service is Served.ON_RECEIPT and received:
        return date.fromisoformat(received)
    return event.legal_on


def next_reminder(planned: Planned, calendar: WorkingCalendar, *, after: date) -> date | None:
    """The next day on which to remind, behind `after`; none of a deadline that is not open."""
    if planned.state is not DeadlineState.OPEN:
        return None
    days = calendar.reminder_days(planned.last_safe_on, REMINDERS[planned.code in LONG])
    return next((each.day for each in days if each.day > after), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule of a mark under the edition before a day and under that of the day."""

    code: str
    trigger_on: date
    before: Counted
    after: Counted

    @property
    def changed(self) -> bool:
        return self.before.ends.due_on != self.after.ends.due_on

    @property
    def noted(self) -> bool:
        """The same day, but the law says something beside it that it did not say before."""
        return self.before.rule.note_zh != self.after.rule.note_zh


def compare(planned: Sequence[Planned], law: LawBook, *, day: date) -> list[Difference]:
    """What the edition of a day makes of each deadline, beside the edition before it."""
    eve = date.fromordinal(day.toordinal() - 1)
    found = []
    for each in planned:
        before = law.count(each.code, each.trigger_on, edition=eve)
        after = law.count(each.code, each.trigger_on, edition=day)
        if before is not None and after is not None:
            found.append(Difference(each.code, each.trigger_on, before, after))
    return found

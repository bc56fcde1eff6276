"""A mark as a fold over its events: pure, so that it can be read as of any day and as known on any day."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import orjson

from services.trademark.legal_rules.rules import LawBook
from services.trademark.marks.workflow import (
    LOWERS,
    MARK,
    RAISES,
    EventKind,
    Flag,
    MarkNote,
    MarkState,
    MarkStatus,
    MarkStep,
)

_ONE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Validity:
    """What counts as a valid registered mark; counted per mark, not per class."""

    version: int
    statuses: frozenset[MarkStatus]


VALID: Final = Validity(
    1,
    frozenset(
        {
            MarkStatus.REGISTERED,
            MarkStatus.IN_GRACE,
            MarkStatus.UNDER_INVALIDITY,
            MarkStatus.UNDER_NON_USE,
        }
    ),
)
"""A registration lives until it is ended: grace and open proceedings do not end it."""

ADVANCE: Final = (
    MarkState.REGISTERED,
    MarkState.NON_REGISTRATION_REVIEW,
    MarkState.REGISTRATION_DENIED,
    MarkState.OPPOSED,
    MarkState.PRELIMINARILY_PUBLISHED,
    MarkState.REFUSAL_REVIEW,
    MarkState.REFUSED,
    MarkState.SAME_DAY_PROCEDURE,
    MarkState.EXAMINING,
    MarkState.ACCEPTED,
    MarkState.CORRECTION,
    MarkState.FILED,
)
"""The living states, most advanced first: the mark stands where its foremost living line does."""


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One legal event; ordered by its legal day, then as it became known."""

    legal_on: date
    received_on: date
    sequence: int
    kind: EventKind = field(compare=False)
    goods: frozenset[int] | None = field(default=None, compare=False)
    """The lines that it touches; all when absent."""
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the events amount to on a day."""

    state: MarkState
    status: MarkStatus
    lines: Mapping[int, MarkState]
    filed_on: date | None
    published_on: date | None
    registered_on: date | None
    expires_on: date | None
    ended_on: date | None
    holder: Mapping[str, Any]
    agent: str | None
    flags: frozenset[Flag]
    astray: tuple[int, ...]
    """Sequences of events that fitted nowhere."""
    next_change_on: date | None
    """The next day on which time alone changes the status."""

    @property
    def valid(self) -> bool:
        return self.status in VALID.statuses


@dataclass(slots=True)
class _Fold:
    """The running state of a fold; groups of lines that no partial event tells apart move as one."""

    law: LawBook
    groups: dict[frozenset[int], MarkState]
    days: dict[str, date] = field(default_factory=dict)
    expires_on: date | None = None
    holder: Mapping[str, Any] = field(default_factory=dict)
    agent: str | None = None
    flags: set[Flag] = field(default_factory=set)
    astray: list[int] = field(default_factory=list)
    last: MarkState = MarkState.FILED

    def take(self, event: Event) -> None:
        """One event, in its legal order."""
        if isinstance(event.kind, MarkStep):
            self._step(event, event.kind)
        else:
            self._note(event, event.kind)

    def _step(self, event: Event, step: MarkStep) -> None:
        touched = {lines for lines in self.groups if event.goods is None or lines & event.goods}
        moved = False
        for lines in touched:
            row = MARK.find(self.groups[lines], step)
            if row is not None:
                self.groups[lines] = self.last = row.target
                moved = True
        if not moved:
            self.astray.append(event.sequence)
            return
        self._date(event, step)

    def _date(self, event: Event, step: MarkStep) -> None:
        if step in {MarkStep.PRELIMINARILY_PUBLISHED, MarkStep.REGISTERED}:
            self.days.setdefault(step, event.legal_on)
        if step is MarkStep.REGISTERED:
            self.expires_on = self._told(event) or self._term("registration_term", event.legal_on)
        elif step is MarkStep.RENEWED and self.expires_on is not None:
            self.expires_on = self._told(event) or self._term("renewal_term", self.expires_on + _ONE)
        elif self.last not in ADVANCE:
            self.days["ended"] = event.legal_on

    def _note(self, event: Event, note: MarkNote) -> None:
        if note in RAISES:
            self.flags.add(RAISES[note])
        elif note in LOWERS:
            if LOWERS[note] not in self.flags:
                self.astray.append(event.sequence)
            self.flags.discard(LOWERS[note])
        if note is MarkNote.FILED:
            self.days["filed"] = event.legal_on
        self.holder = event.facts.get("holder", self.holder)
        self.agent = event.facts.get("agent", self.agent)

    def _told(self, event: Event) -> date | None:
        text = event.facts.get("expires_on")
        return date.fromisoformat(text) if text else None

    def _term(self, code: str, first: date) -> date | None:
        counted = self.law.count(code, first)
        return None if counted is None else counted.ends.due_on


def fold(lines: Iterable[int], events: Sequence[Event], *, law: LawBook, today: date) -> Standing:
    """The standing on a day: what lies after it legally is left out; a late event finds its place."""
    told = sorted(event for event in events if event.legal_on <= today)
    running = _Fold(law, dict.fromkeys(_groups(lines, told), MarkState.FILED))
    for event in told:
        running.take(event)
    alive = set(running.groups.values())
    state = next((each for each in ADVANCE if each in alive), running.last)
    state, next_change = _by_time(state, running.expires_on, law=law, today=today)
    ended = state not in ADVANCE
    return Standing(
        state=state,
        status=_shown(state, running, today),
        lines={line: _line(at, state) for group, at in running.groups.items() for line in group},
        filed_on=running.days.get("filed"),
        published_on=running.days.get(MarkStep.PRELIMINARILY_PUBLISHED),
        registered_on=running.days.get(MarkStep.REGISTERED),
        expires_on=running.expires_on,
        ended_on=(running.days.get("ended") or running.expires_on) if ended else None,
        holder=running.holder,
        agent=running.agent,
        flags=frozenset(running.flags),
        astray=tuple(running.astray),
        next_change_on=next_change,
    )


def _groups(lines: Iterable[int], events: Sequence[Event]) -> list[frozenset[int]]:
    """Lines that the same partial events touch; the empty group stands for a mark without lines."""
    partial = [event.goods for event in events if event.goods is not None]
    groups: dict[tuple[int, ...], set[int]] = {}
    for line in lines:
        key = tuple(place for place, goods in enumerate(partial) if line in goods)
        groups.setdefault(key, set()).add(line)
    return [frozenset(group) for group in groups.values()] or [frozenset()]


def _by_time(
    state: MarkState, expires_on: date | None, *, law: LawBook, today: date
) -> tuple[MarkState, date | None]:
    """A registration that nobody renewed ends with its grace (商标法 40)."""
    if state is not MarkState.REGISTERED or expires_on is None:
        return state, None
    if today <= expires_on:
        return state, expires_on + _ONE
    grace = law.count("renewal_grace", expires_on)
    if grace is None or today > grace.ends.due_on:
        return MarkState.EXPIRED, None
    return state, grace.ends.due_on + _ONE


def _line(at: MarkState, state: MarkState) -> MarkState:
    return state if state is MarkState.EXPIRED and at is MarkState.REGISTERED else at


def _shown(state: MarkState, running: _Fold, today: date) -> MarkStatus:
    if state is MarkState.REGISTERED:
        for flag in (Flag.UNDER_INVALIDITY, Flag.UNDER_NON_USE):
            if flag in running.flags:
                return MarkStatus(flag.value)
        if running.expires_on is not None and today > running.expires_on:
            return MarkStatus.IN_GRACE
    return MarkStatus(state.value)


def fitting(standing: Standing) -> list[str]:
    """The steps that some line can take from where it stands."""
    states = {standing.state, *standing.lines.values()}
    return sorted({row.action.value for row in MARK.transitions if row.source in states})


def event_hash(
    kind: EventKind, legal_on: date, *, goods: Sequence[int] | None, facts: Mapping[str, Any]
) -> bytes:
    """What makes two events the same event: kind, day, lines and facts, wherever they were read."""
    said = [kind.value, legal_on, None if goods is None else sorted(set(goods)), facts]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()

"""From what was told of one entity to its facts in two times: when they held, and when they were known.

Everything here is a function of the set of events, so that neither their order of arrival nor a redelivery
can change a figure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, Final, TypeAlias
from uuid import UUID

import orjson

Scalar: TypeAlias = str | bool | int | None
FOREVER: Final = date(9999, 12, 31)
ALWAYS: Final = datetime(9999, 12, 31, tzinfo=UTC)
REGION: Final = "region"
"""The attribute that places an entity."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event about an entity. `sequence` is its place in the entity's own history."""

    id: UUID
    feed: str
    name: str
    sequence: int
    known_at: datetime
    day: date
    """The business day on which it happened."""
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """From a day on some attributes have other values, or the entity begins or ends."""

    day: date
    attributes: Mapping[str, Scalar]
    exists: bool | None = None
    anew: bool = False
    """Whether its event tells the whole life of the entity: what was told before is void then."""


Read = Callable[[Told], Iterable[Change]]
"""What an event says of its entity; several changes when it speaks of several days."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What held of an entity from a day until before another, as known between two moments."""

    valid_from: date
    valid_to: date
    known_from: datetime
    known_to: datetime
    attributes: Mapping[str, Scalar]
    event_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class _Segment:
    first: date
    until: date
    attributes: bytes
    event_id: UUID
    version: int


def fold(events: Iterable[Told], read: Mapping[str, Read]) -> list[Fact]:
    """All facts of one entity, past knowledge included; events that nobody can read yet say nothing."""
    unique = {event.id: event for event in events if event.name in read}
    ordered = sorted(unique.values(), key=lambda event: (event.sequence, event.id))
    steps = _moments(ordered)
    facts: list[Fact] = []
    open_since: dict[_Segment, datetime] = {}
    for count, known_at in steps:
        now = set(_timeline(ordered[:count], read))
        over = [segment for segment in open_since if segment not in now]
        facts += [_fact(segment, open_since.pop(segment), known_at) for segment in over]
        for new in now - open_since.keys():
            open_since[new] = known_at
    facts += [_fact(segment, since, ALWAYS) for segment, since in open_since.items()]
    return sorted(facts, key=lambda fact: (fact.known_from, fact.known_to, fact.valid_from))


def _moments(ordered: Sequence[Told]) -> list[tuple[int, datetime]]:
    """How many events were known from which moment on; of several at one moment only the last counts."""
    latest: datetime | None = None
    moments: dict[datetime, int] = {}
    for count, event in enumerate(ordered, start=1):
        latest = event.known_at if latest is None else max(latest, event.known_at)
        moments[latest] = count
    return [(count, moment) for moment, count in moments.items()]


def _timeline(known: Sequence[Told], read: Mapping[str, Read]) -> Iterable[_Segment]:
    """What the known events make of the entity, day by day."""
    changes: list[tuple[Change, Told]] = []
    for event in known:
        said = list(read[event.name](event))
        if any(change.anew for change in said):
            changes.clear()
        changes += ((change, event) for change in said)
    changes.sort(key=lambda each: (each[0].day, each[1].sequence))  # stable: one event keeps its own order
    attributes: dict[str, Scalar] = {}
    exists = False
    points: dict[date, _Segment | None] = {}
    for change, event in changes:
        attributes |= change.attributes
        exists = exists if change.exists is None else change.exists
        held = _Segment(change.day, FOREVER, _written(attributes), event.id, event.sequence)
        points[change.day] = held if exists else None
    return _closed(points)


def _closed(points: Mapping[date, _Segment | None]) -> Iterable[_Segment]:
    """Each segment ends where the next point begins."""
    for (day, segment), (following, _) in pairwise([*points.items(), (FOREVER, None)]):
        if segment is not None and day < following:
            yield replace(segment, until=following)


def _written(attributes: Mapping[str, Scalar]) -> bytes:
    return orjson.dumps(attributes, option=orjson.OPT_SORT_KEYS)


def _fact(segment: _Segment, known_from: datetime, known_to: datetime) -> Fact:
    return Fact(
        segment.first,
        segment.until,
        known_from,
        known_to,
        orjson.loads(segment.attributes),
        segment.event_id,
        segment.version,
    )

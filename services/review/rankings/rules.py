"""Who comes before whom, who is within the cap, and what a ranking waits for (V08); pure decisions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from shared.messages.told import Told
from shared.workflow import Blocker

EARLIEST = "earliest_submission"
NEVER = datetime.max.replace(tzinfo=UTC)


class Outcome(StrEnum):
    """What a ranking makes of an application."""

    SELECTED = "selected"
    RESERVE = "reserve"
    DROPPED = "dropped"
    UNRANKED = "unranked"


class FellBy(Told):
    """The limit by which an application is not among the selected."""

    CAP = "cap"
    RESERVE_SIZE = "reserve_size"
    VETO = "veto"
    TOO_FEW_SCORES = "too_few_scores"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application with its figures."""

    application: UUID
    number: str
    aggregate: Decimal | None
    criteria: Mapping[str, Decimal]
    submitted_at: datetime | None
    vetoed: bool = False
    too_few: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """The limits under which a ranking is made; no reserve size: all the rest."""

    cap: int
    reserve: int | None
    tie_rule: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a ranking; `tie_broken_by` parted it from the line before, of the same aggregate."""

    application: UUID
    place: int | None
    aggregate: Decimal | None
    outcome: Outcome
    fell_by: FellBy | None
    tie_broken_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingFacts:
    """What the needs look at; an unknown fact blocks."""

    what_if: bool | None = None
    applied_before: bool | None = None
    scores_moved: bool | None = None


def is_no_trial(facts: RankingFacts) -> Blocker | None:
    """A ranking under other limits than the edition's answers a question, and changes nothing."""
    return None if facts.what_if is False else Blocker("ranking_is_what_if")


def round_is_unranked(facts: RankingFacts) -> Blocker | None:
    """One ranking of a round is applied; also a unique index."""
    return None if facts.applied_before is False else Blocker("round_ranked_before")


def scores_stand(facts: RankingFacts) -> Blocker | None:
    """The scores are those that the ranking was made from."""
    return None if facts.scores_moved is False else Blocker("scores_moved_on")


def ranked(candidates: Sequence[Candidate], terms: Terms) -> list[Place]:
    """All applications in their order; the order in which they are given never matters."""
    complete = [each for each in candidates if each.aggregate is not None and not each.too_few]
    standing = sorted((each for each in complete if not each.vetoed), key=lambda each: _key(each, terms))
    vetoed = sorted((each for each in complete if each.vetoed), key=lambda each: _key(each, terms))
    known = {each.application for each in complete}
    missing = sorted((c for c in candidates if c.application not in known), key=lambda each: each.number)
    return [
        *_placed(standing, terms),
        *(_beside(each, Outcome.DROPPED, FellBy.VETO) for each in vetoed),
        *(_beside(each, Outcome.UNRANKED, FellBy.TOO_FEW_SCORES) for each in missing),
    ]


def _placed(standing: Sequence[Candidate], terms: Terms) -> Iterator[Place]:
    before: Candidate | None = None
    for place, each in enumerate(standing, start=1):
        outcome, fell_by = _outcome(place, terms)
        yield Place(each.application, place, each.aggregate, outcome, fell_by, _parted(before, each, terms))
        before = each


def _outcome(place: int, terms: Terms) -> tuple[Outcome, FellBy | None]:
    if place <= terms.cap:
        return Outcome.SELECTED, None
    if terms.reserve is None or place <= terms.cap + terms.reserve:
        return Outcome.RESERVE, FellBy.CAP
    return Outcome.DROPPED, FellBy.RESERVE_SIZE


def _beside(each: Candidate, outcome: Outcome, fell_by: FellBy) -> Place:
    return Place(each.application, None, each.aggregate, outcome, fell_by, None)


def _key(each: Candidate, terms: Terms) -> tuple[object, ...]:
    """Highest aggregate first, then the tie rule; at the very last the number, so that no tie stays open."""
    return (-(each.aggregate or Decimal(0)), *(_tie(each, name) for name in terms.tie_rule), each.number)


def _tie(each: Candidate, name: str) -> object:
    if name == EARLIEST:
        return each.submitted_at or NEVER
    return -each.criteria.get(name, Decimal(0))


def _parted(before: Candidate | None, each: Candidate, terms: Terms) -> str | None:
    if before is None or before.aggregate != each.aggregate:
        return None
    return next((name for name in terms.tie_rule if _tie(before, name) != _tie(each, name)), "number")

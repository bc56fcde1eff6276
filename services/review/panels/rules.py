"""Who must not judge whom: conflicts that follow from facts (V07), as pure functions."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from typing_extensions import override


class ConflictKind(StrEnum):
    """Why an expert must not judge an application."""

    EMPLOYER = "employer"
    FORMER_EMPLOYER = "former_employer"
    SHAREHOLDER = "shareholder"
    ADVISER = "adviser"
    KIN = "kin"
    SAME_GROUP = "same_group"
    RECOMMENDER = "recommender"
    APPLICANT = "applicant"
    OTHER = "other"


class ConflictSource(StrEnum):
    """How a conflict came to be known."""

    COMPUTED = "computed"
    DECLARED = "declared"
    OFFICER = "officer"


class RelationKind(StrEnum):
    """How an expert is related to an organisation, in registry's words."""

    EMPLOYED = "employed"
    ADVISES = "advises"
    SHAREHOLDER = "shareholder"
    KIN = "kin"
    GROUP = "group"
    OTHER = "other"

    @classmethod
    @override
    def _missing_(cls, _value: object) -> "RelationKind":
        """A kind that registry has learnt since is a relation like any other."""
        return cls.OTHER


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of an expert to an organisation; open ends mean: since ever, still."""

    kind: RelationKind
    organisation_id: UUID
    from_on: date | None = None
    until_on: date | None = None

    def holds(self, day: date) -> bool:
        return self.until_on is None or self.until_on >= day


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict that the facts show, and the sentence that explains it."""

    kind: ConflictKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What is known of an expert."""

    subject: str
    employer_id: UUID | None
    relations: Sequence[Relation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of an application: whose it is, and who has handled it so far."""

    organisation_id: UUID
    created_by: str
    recommended_by: Collection[str] = ()
    """Subjects who recommended it, ranked it or asked for its correction."""


LASTING = {
    RelationKind.SHAREHOLDER: ConflictKind.SHAREHOLDER,
    RelationKind.GROUP: ConflictKind.SAME_GROUP,
    RelationKind.OTHER: ConflictKind.OTHER,
}
"""Conflicts that end with the relation."""


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def conflicts(judge: Judge, case: Case, *, today: date, years: int) -> Iterator[Found]:
    """Every conflict between an expert and an application; one of a kind.

    Segregation of duties is among them: who handled the recommendation cannot score.
    """
    if judge.subject == case.created_by:
        yield Found(ConflictKind.APPLICANT, "made the application")
    if judge.subject in case.recommended_by:
        yield Found(ConflictKind.RECOMMENDER, "took part in the recommendation")
    if judge.employer_id == case.organisation_id:
        yield Found(ConflictKind.EMPLOYER, "works for the applicant")
    seen: set[ConflictKind] = {ConflictKind.EMPLOYER} if judge.employer_id == case.organisation_id else set()
    for relation in judge.relations:
        if relation.organisation_id != case.organisation_id:
            continue
        found = _of_relation(relation, today=today, years=years)
        if found is not None and found.kind not in seen:
            seen.add(found.kind)
            yield found


def _of_relation(relation: Relation, *, today: date, years: int) -> Found | None:
    """Employment and paid advice count for some years after their end; kinship never ends."""
    until = relation.until_on
    if relation.kind is RelationKind.KIN:
        return Found(ConflictKind.KIN, "has kin in the applicant's management or ownership")
    if relation.kind in LASTING:
        held = f"{relation.kind.value} relation to the applicant"
        return Found(LASTING[relation.kind], held) if relation.holds(today) else None
    if not relation.holds(years_before(today, years)):
        return None
    if relation.kind is RelationKind.ADVISES:
        return Found(ConflictKind.ADVISER, f"advises or advised the applicant, until {until or 'today'}")
    if relation.holds(today):
        return Found(ConflictKind.EMPLOYER, "works for the applicant")
    return Found(ConflictKind.FORMER_EMPLOYER, f"worked for the applicant until {until}")

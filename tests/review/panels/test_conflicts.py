"""Conflicts that follow from facts (V07)."""

from datetime import date
from uuid import UUID

import pytest

from services.review.panels.rules import Case, ConflictKind, Judge, Relation, RelationKind, conflicts
from shared.db.ids import new_id

TODAY = date(2017, 6, 1)
APPLICANT = new_id()


def found(
    *relations: Relation, employer: UUID | None = None, subject: str = "expert", handled: tuple[str, ...] = ()
) -> set[ConflictKind]:
    judge = Judge(subject=subject, employer_id=employer, relations=relations)
    case = Case(organisation_id=APPLICANT, created_by="applicant", recommended_by=handled)
    return {each.kind for each in conflicts(judge, case, today=TODAY, years=3)}


def tie(kind: RelationKind, until: date | None = None) -> Relation:
    return Relation(kind, APPLICANT, until_on=until)


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        (tie(RelationKind.EMPLOYED), ConflictKind.EMPLOYER),
        (tie(RelationKind.EMPLOYED, date(2014, 6, 1)), ConflictKind.FORMER_EMPLOYER),
        (tie(RelationKind.ADVISES), ConflictKind.ADVISER),
        (tie(RelationKind.ADVISES, date(2016, 1, 1)), ConflictKind.ADVISER),
        (tie(RelationKind.SHAREHOLDER), ConflictKind.SHAREHOLDER),
        (tie(RelationKind.KIN, date(1990, 1, 1)), ConflictKind.KIN),
        (tie(RelationKind.GROUP), ConflictKind.SAME_GROUP),
        (tie(RelationKind("of a later registry")), ConflictKind.OTHER),
    ],
)
def test_V07_a_tie_to_the_applicant_is_a_conflict(relation: Relation, kind: ConflictKind):
    assert found(relation) == {kind}


@pytest.mark.parametrize(
    "relation",
    [
        tie(RelationKind.EMPLOYED, date(2014, 5, 31)),
        tie(RelationKind.ADVISES, date(2014, 5, 31)),
        tie(RelationKind.SHAREHOLDER, date(2017, 5, 31)),
        Relation(RelationKind.EMPLOYED, new_id()),
    ],
)
def test_a_tie_that_is_over_long_enough_or_to_others_is_none(relation: Relation):
    assert found(relation) == set()


def test_V07_who_recommended_cannot_score():
    assert found(handled=("expert",)) == {ConflictKind.RECOMMENDER}


def test_the_employer_is_named_once():
    assert found(tie(RelationKind.EMPLOYED), employer=APPLICANT) == {ConflictKind.EMPLOYER}


def test_nobody_judges_the_own_application():
    assert found(subject="applicant") == {ConflictKind.APPLICANT}

"""The table of assignments over its whole product."""

from datetime import date

from services.review.assignments.rules import AssignmentFacts
from services.review.assignments.workflow import ASSIGNMENT
from shared.testing.workflow import assert_only_the_table_moves


def test_only_the_table_moves_an_assignment():
    facts = AssignmentFacts(today=date(2017, 6, 2), conflicts=0, due_on=date(2017, 6, 1), review_running=True)
    assert_only_the_table_moves(ASSIGNMENT, facts)

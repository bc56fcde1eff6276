"""The table of an objection, every state, action and role; and its needs on their own."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.review.objections.rules import (
    ObjectionFacts,
    applicant_was_heard,
    every_item_is_ruled,
    nobody_judges_the_own_case,
    notice_takes_objections,
)
from services.review.objections.workflow import OBJECTION
from shared.testing.workflow import assert_only_the_table_moves

TODAY = date(2017, 6, 5)
SATISFIED = ObjectionFacts(
    today=TODAY,
    notice_open=True,
    closes_on=TODAY,
    answer_due_on=TODAY - timedelta(days=1),
    ruled_items=2,
    items=2,
    judge="officer",
    involved=frozenset(),
)


def test_only_the_rows_of_the_table_move_an_objection():
    assert_only_the_table_moves(OBJECTION, SATISFIED)


@pytest.mark.parametrize(
    "need", [applicant_was_heard, every_item_is_ruled, nobody_judges_the_own_case, notice_takes_objections]
)
def test_what_is_not_known_blocks(need):
    assert need(ObjectionFacts(today=TODAY)) is not None
    assert need(SATISFIED) is None


@given(st.integers(-30, 30))
def test_V10_objections_are_taken_to_the_end_of_the_last_day(days: int):
    facts = ObjectionFacts(today=TODAY, notice_open=True, closes_on=TODAY + timedelta(days=days))
    assert (notice_takes_objections(facts) is None) == (days >= 0)


@given(st.integers(-30, 30))
def test_the_applicant_may_answer_to_the_end_of_the_day_that_is_due(days: int):
    facts = ObjectionFacts(today=TODAY, answer_due_on=TODAY + timedelta(days=days))
    assert (applicant_was_heard(facts) is None) == (days < 0)


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_ruling_speaks_to_every_item(ruled: int, items: int):
    facts = ObjectionFacts(today=TODAY, ruled_items=ruled, items=items)
    assert (every_item_is_ruled(facts) is None) == (ruled == items > 0)


@given(st.sampled_from("abc"), st.frozensets(st.sampled_from("abc")))
def test_V18_nobody_rules_who_took_part(judge: str, involved: frozenset[str]):
    facts = ObjectionFacts(today=TODAY, judge=judge, involved=involved)
    assert (nobody_judges_the_own_case(facts) is None) == (judge not in involved)

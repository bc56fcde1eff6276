"""The table of a decision, every state, action and role; and its needs on their own."""

from hypothesis import given
from hypothesis import strategies as st

from services.review.decisions.rules import (
    DecisionFacts,
    approvals_are_complete,
    approver_is_new,
    approver_took_no_part,
    nobody_took_part,
)
from services.review.decisions.workflow import DECISION
from shared.testing.workflow import assert_only_the_table_moves

SATISFIED = DecisionFacts(
    approvals=2,
    approvals_needed=2,
    deciders={"chair"},
    involved=frozenset(),
    approver="chair",
    approvers=frozenset(),
)
PEOPLE = st.frozensets(st.sampled_from("abcd"))


def test_only_the_rows_of_the_table_move_a_decision():
    assert_only_the_table_moves(DECISION, SATISFIED)


def test_what_is_not_known_blocks():
    assert approvals_are_complete(DecisionFacts()) is not None
    assert nobody_took_part(DecisionFacts()) is not None
    assert approver_is_new(DecisionFacts()) is not None
    assert approver_took_no_part(DecisionFacts()) is not None


@given(st.integers(0, 20), st.integers(1, 15))
def test_V11_a_decision_waits_for_all_of_its_approvals(given_: int, needed: int):
    facts = DecisionFacts(approvals=given_, approvals_needed=needed)
    assert (approvals_are_complete(facts) is None) == (given_ >= needed)


@given(PEOPLE, PEOPLE)
def test_V18_nobody_decides_who_took_part(deciders: frozenset[str], involved: frozenset[str]):
    facts = DecisionFacts(deciders=deciders, involved=involved)
    assert (nobody_took_part(facts) is None) == deciders.isdisjoint(involved)

"""The tables of a notice and of an entry, every state, action and role; and the needs on their own."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.review.notices.rules import (
    NoticeFacts,
    last_day_has_passed,
    nothing_admitted_is_open,
    snapshot_hash,
    something_is_listed,
)
from services.review.notices.workflow import ENTRY, NOTICE
from shared.testing.workflow import assert_only_the_table_moves

TODAY = date(2017, 6, 5)
SATISFIED = NoticeFacts(today=TODAY, closes_on=TODAY - timedelta(days=1), entries=1, admitted_objections=0)


def test_only_the_rows_of_the_table_move_a_notice():
    assert_only_the_table_moves(NOTICE, SATISFIED)


def test_only_the_rows_of_the_table_move_an_entry():
    assert_only_the_table_moves(ENTRY, SATISFIED)


def test_what_is_not_known_blocks():
    unknown = NoticeFacts(today=TODAY)
    needs = (something_is_listed, last_day_has_passed, nothing_admitted_is_open)
    assert [need(unknown).code for need in needs] == [  # type: ignore[union-attr]  # each of them blocks
        "notice_without_entries",
        "notice_still_running",
        "objections_open",
    ]


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.integers(-40, 40))
def test_V10_a_notice_runs_to_the_end_of_its_last_day(closes_on: date, days: int):
    facts = NoticeFacts(today=closes_on + timedelta(days=days), closes_on=closes_on)
    assert (last_day_has_passed(facts) is None) == (days > 0)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=5))
def test_the_hash_of_a_text_does_not_depend_on_the_order_of_its_members(snapshot: dict[str, str]):
    turned = dict(reversed(list(snapshot.items())))
    assert snapshot_hash(snapshot) == snapshot_hash(turned)


def test_the_hash_shows_a_changed_text():
    assert snapshot_hash({"organisation_name": "甲"}) != snapshot_hash({"organisation_name": "乙"})

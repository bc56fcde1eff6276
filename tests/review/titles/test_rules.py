"""Terms and numbers of titles; the table of a title, every state, action and role."""

import string
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.review.titles.rules import TitleFacts, last_day_of, title_number, validity_has_ended
from services.review.titles.workflow import TITLE
from shared.testing.workflow import assert_only_the_table_moves

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
TERMS = st.integers(1, 30)


def test_only_the_rows_of_the_table_move_a_title():
    assert_only_the_table_moves(TITLE, TitleFacts(today=date(2019, 7, 1), valid_to=date(2019, 6, 30)))


@given(DAYS, TERMS)
def test_V11_a_term_of_years_and_its_next_one_follow_without_gap_or_overlap(first: date, years: int):
    last = last_day_of(first, years)
    following = last + timedelta(days=1)
    assert first < following
    assert following.year == first.year + years
    assert (following.month, following.day) in {(first.month, first.day), (3, 1)}


@given(DAYS, TERMS)
def test_a_longer_term_ends_later(first: date, years: int):
    assert last_day_of(first, years) < last_day_of(first, years + 1)


@given(DAYS, DAYS, TERMS)
def test_who_is_granted_later_does_not_lose_the_title_earlier(one: date, other: date, years: int):
    first, second = sorted((one, other))
    assert last_day_of(first, years) <= last_day_of(second, years)


def test_a_term_from_a_leap_day_ends_on_the_last_of_february():
    assert last_day_of(date(2016, 2, 29), 1) == date(2017, 2, 28)
    assert last_day_of(date(2016, 2, 29), 4) == date(2020, 2, 28)
    assert last_day_of(date(2017, 6, 9), 2) == date(2019, 6, 8)


@given(st.integers(2000, 2100), st.lists(st.integers(1, 9999), min_size=2, max_size=2, unique=True))
def test_numbers_of_a_year_differ_and_sort_by_serial(year: int, serials: list[int]):
    pattern = "HLWPP-{year}-{serial:04d}"
    numbers = [title_number(pattern, year=year, serial=serial) for serial in sorted(serials)]
    assert numbers == sorted(set(numbers))
    assert set("".join(numbers)) <= set(string.ascii_uppercase + string.digits + "-")


@given(DAYS, st.integers(-800, 800))
def test_V11_a_title_is_good_to_the_end_of_its_last_day(valid_to: date, days: int):
    facts = TitleFacts(today=valid_to + timedelta(days=days), valid_to=valid_to)
    assert (validity_has_ended(facts) is None) == (days > 0)


def test_a_title_without_a_known_last_day_does_not_end():
    assert validity_has_ended(TitleFacts(today=date(2019, 7, 1))) is not None

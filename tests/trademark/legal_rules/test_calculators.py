"""Terms and response periods counted as the law counts them, whatever the month and the year (T05)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trademark.legal_rules.rules import (
    Direction,
    LawBook,
    Period,
    response_ends_on,
    shifted,
    term_begins_on,
    term_ends_on,
)
from services.trademark.legal_rules.service import shipped
from shared.codes.holidays import seed_working_calendar
from shared.errors.faults import Fault

DAYS = st.dates(date(1985, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 240)
BOOK = LawBook(shipped().rules, seed_working_calendar(), 1)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2014-04-07", "P10Y", "2024-04-06"),
        ("2016-02-29", "P10Y", "2026-02-28"),  # the month has no 29th: its last day
        ("2016-03-01", "P10Y", "2026-02-28"),
        ("2010-02-28", "P10Y", "2020-02-27"),
        ("2018-03-01", "P10Y", "2028-02-29"),
        ("2020-01-31", "P1M", "2020-02-29"),
        ("2020-12-31", "P2M", "2021-02-28"),
        ("2020-05-01", "P30D", "2020-05-30"),
    ],
)
def test_T05_a_term_ends_on_the_day_before_the_corresponding_one(start, period, end):
    assert term_ends_on(date.fromisoformat(start), Period.read(period)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2023-12-06", "P3M", "2024-03-06"),
        ("2023-11-30", "P3M", "2024-02-29"),
        ("2022-11-30", "P3M", "2023-02-28"),
        ("2024-12-31", "P2M", "2025-02-28"),
        ("2024-02-29", "P3Y", "2027-02-28"),
        ("2024-02-20", "P15D", "2024-03-06"),
    ],
)
def test_T05_a_response_period_ends_on_the_corresponding_day(start, period, end):
    assert response_ends_on(date.fromisoformat(start), Period.read(period)) == date.fromisoformat(end)


def test_T05_an_opposition_that_would_end_in_the_golden_week_ends_after_it():
    counted = BOOK.count("opposition", date(2020, 7, 6))
    assert counted is not None
    assert counted.ends.nominal_on == date(2020, 10, 6)
    assert counted.ends.due_on == date(2020, 10, 9)
    assert counted.ends.last_safe_on == date(2020, 9, 30)
    assert counted.ends.provisional is False


def test_T05_the_edition_of_the_first_day_governs_and_cases_in_between_say_so():
    old, between, new = (
        BOOK.count("opposition", date(*day)) for day in ((2026, 9, 1), (2026, 11, 5), (2027, 1, 4))
    )
    assert old is not None
    assert between is not None
    assert new is not None
    assert (old.rule.period, old.straddles) == ("P3M", False)
    assert (between.rule.period, between.straddles) == ("P3M", True)
    assert (new.rule.period, new.rule.confidence) == ("P2M", "secondary")
    revised = BOOK.count("opposition", date(2026, 11, 5), edition=date(2027, 1, 1))
    assert revised is not None
    assert revised.ends.nominal_on == date(2027, 1, 5)


def test_a_trigger_before_the_oldest_edition_is_counted_by_it():
    counted = BOOK.count("registration_term", date(2014, 4, 7))
    assert counted is not None
    assert counted.ends.due_on == date(2024, 4, 6)
    assert BOOK.count("moon_phase", date(2014, 4, 7)) is None


def test_the_renewal_window_opens_twelve_months_before_the_term_ends():
    opens = BOOK.count("renewal_window", date(2024, 4, 6))
    assert opens is not None
    assert opens.ends.due_on == date(2023, 4, 7)
    assert term_begins_on(date(2024, 2, 28), Period.read("P12M")) == date(2023, 3, 1)


@given(DAYS, MONTHS)
def test_a_term_and_a_response_differ_by_the_one_day_or_end_with_the_month(start, months):
    period = Period(months=months)
    gap = response_ends_on(start, period) - term_ends_on(start, period)
    assert gap == timedelta(days=1 if shifted(start, months)[1] else 0)


@given(DAYS, MONTHS)
def test_a_term_that_follows_another_leaves_no_gap(start, months):
    period = Period(months=months)
    first = term_ends_on(start, period)
    assert first < term_ends_on(first + timedelta(days=1), period)
    if start.day <= 28:
        assert term_begins_on(first, period) == start


@given(DAYS, DAYS, MONTHS)
def test_who_begins_later_never_ends_earlier(one, other, months):
    early, late = sorted([one, other])
    period = Period(months=months)
    assert term_ends_on(early, period) <= term_ends_on(late, period)
    assert response_ends_on(early, period) <= response_ends_on(late, period)


@given(DAYS, MONTHS)
def test_counting_back_never_ends_after_the_start(start, months):
    back = response_ends_on(start, Period(months=months), direction=Direction.BEFORE)
    assert back < start
    assert response_ends_on(back, Period(months=months)) <= start


@given(st.dates(date(2012, 1, 1), date(2026, 6, 30)), st.sampled_from([r.code for r in BOOK.rules]))
def test_every_rule_ends_on_a_working_day_where_it_rolls_and_is_safe_before(start, code):
    counted = BOOK.count(code, start)
    assert counted is not None
    found = counted.ends
    assert found.last_safe_on <= found.nominal_on <= found.due_on
    assert BOOK.calendar.is_working(found.last_safe_on)
    if counted.rule.roll == "next_working_day":
        assert BOOK.calendar.is_working(found.due_on)


@pytest.mark.parametrize("text", ["P", "10Y", "P1Y2D", "P0D", "PT5H", "P-1M"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(Fault):
        Period.read(text)

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.codes.holidays import seed_calendar, seed_working_calendar, seed_years
from shared.time.calendar import DayKind, Due, WorkingCalendar

calendar = seed_working_calendar()
days = st.dates(date(2004, 1, 1), date(2030, 12, 31))


def test_V10_the_fifth_working_day_after_28_september_2026_is_10_october():
    assert calendar.add_working_days(date(2026, 9, 28), 5) == Due(date(2026, 10, 10))


def test_V10_a_make_up_saturday_is_worked_and_a_holiday_monday_is_not():
    assert calendar.is_working(date(2026, 10, 10))
    assert not calendar.is_working(date(2026, 10, 5))
    assert not calendar.is_working(date(2026, 9, 26))


def test_V10_an_unpublished_year_is_provisional_and_rests_at_weekends():
    assert calendar.add_working_days(date(2029, 9, 28), 5) == Due(date(2029, 10, 5), provisional=True)
    assert calendar.add_working_days(date(2026, 12, 30), 3).provisional
    assert not calendar.add_working_days(date(2026, 12, 30), 1).provisional


def test_a_notice_put_in_later_makes_the_year_firm():
    notice = [(date(2029, 10, day), DayKind.HOLIDAY) for day in range(1, 8)]
    firm = calendar.with_days(notice, published={2029})
    assert firm.add_working_days(date(2029, 9, 28), 5) == Due(date(2029, 10, 12))
    assert calendar.is_working(date(2029, 10, 1))


def test_reminders_come_working_days_before_the_due_day():
    assert [each.day for each in calendar.reminder_days(date(2026, 10, 10), [1, 5, 1])] == [
        date(2026, 9, 28),
        date(2026, 10, 9),
    ]


def test_a_term_that_ends_on_a_holiday_moves_to_the_next_working_day():
    assert calendar.next_working_day(date(2026, 10, 1)).day == date(2026, 10, 8)
    assert calendar.next_working_day(date(2026, 10, 8)).day == date(2026, 10, 8)


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_more_working_days_never_end_earlier(start: date, fewer: int, more: int):
    fewer, more = sorted((fewer, more))
    assert calendar.add_working_days(start, fewer).day <= calendar.add_working_days(start, more).day


@given(days, st.integers(0, 5), st.integers(0, 30))
def test_a_later_start_never_ends_earlier(start: date, later: int, n: int):
    moved = start + timedelta(days=later)
    assert calendar.add_working_days(start, n).day <= calendar.add_working_days(moved, n).day


@given(days, st.integers(1, 60))
def test_counting_agrees_with_adding(start: date, n: int):
    due = calendar.add_working_days(start, n)
    assert calendar.is_working(due.day)
    assert calendar.working_days_between(start, due.day) == n
    assert calendar.working_days_between(due.day, start) == -n


@given(days, st.integers(1, 30))
def test_going_back_from_a_working_day_returns_to_it(start: date, n: int):
    working = calendar.next_working_day(start).day
    assert calendar.add_working_days(calendar.add_working_days(working, n).day, -n).day == working


def test_the_seed_names_each_day_with_kind_name_and_source():
    seed = seed_calendar()
    assert seed_years() == frozenset(range(2004, 2027))
    assert len({each.day for each in seed}) == len(seed)
    golden = next(each for each in seed if each.day == date(2026, 10, 10))
    assert (golden.kind, golden.name) == (DayKind.MAKEUP, "国庆节调休上班")
    assert golden.source.startswith("chinesecalendar ")


def test_an_empty_calendar_works_by_the_week():
    bare = WorkingCalendar({}, frozenset())
    assert bare.add_working_days(date(2026, 9, 25), 1) == Due(date(2026, 9, 28), provisional=True)
    assert bare.add_working_days(date(2026, 9, 25), 0) == Due(date(2026, 9, 25))

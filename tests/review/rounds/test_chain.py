"""The chain of deadlines, by the published calendar; the life of a round, by its table."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.review.rounds.rules import RoundFacts, Span, chain, moved
from services.review.rounds.workflow import ROUND, RoundAction, RoundState
from shared.codes.holidays import seed_working_calendar
from shared.codes.roles import Role
from shared.testing.workflow import assert_only_the_table_moves, outcome

CALENDAR = seed_working_calendar()
SPANS = [Span("application", 20, [5, 1]), Span("correction", 5, []), Span("recommendation", 10, [3])]
TODAY = date(2017, 3, 1)

spans = st.lists(
    st.builds(Span, st.sampled_from(["a", "b", "c", "correction"]), st.integers(1, 60), st.just([1, 5])),
    min_size=1,
    max_size=8,
)


def test_V03_each_stage_counts_working_days_from_the_one_before():
    links = chain(date(2017, 3, 1), SPANS, CALENDAR)
    assert [(link.step, link.due_on) for link in links] == [
        ("application", date(2017, 3, 29)),
        ("recommendation", date(2017, 4, 13)),  # Qingming is off, Saturday 1 April is worked
    ]


def test_a_year_without_a_published_calendar_makes_the_chain_provisional_from_there_on():
    links = chain(date(2026, 12, 1), SPANS, CALENDAR)
    assert [link.provisional for link in links] == [False, True]


def test_reminders_fall_on_working_days_before_the_last_day():
    (application, _) = chain(date(2017, 3, 1), SPANS, CALENDAR)
    assert application.reminders_on == (date(2017, 3, 22), date(2017, 3, 28))


def test_an_extended_deadline_takes_the_later_ones_along():
    links = chain(date(2017, 3, 1), SPANS, CALENDAR)
    later = list(moved(links, "application", date(2017, 4, 7), CALENDAR))
    assert [link.due_on for link in later] == [date(2017, 4, 7), date(2017, 4, 21)]
    assert later[0].reminders_on == (date(2017, 3, 30), date(2017, 4, 6))


def test_what_lies_before_an_extended_deadline_stays():
    links = chain(date(2017, 3, 1), SPANS, CALENDAR)
    assert [link.step for link in moved(links, "recommendation", date(2017, 5, 2), CALENDAR)] == [
        "recommendation"
    ]


@given(st.dates(date(2016, 1, 1), date(2025, 1, 1)), spans)
def test_deadlines_never_fall_before_earlier_ones(opens_on: date, stages: list[Span]):
    days = [link.due_on for link in chain(opens_on, stages, CALENDAR)]
    assert days == sorted(days)
    assert all(CALENDAR.is_working(day) for day in days)


@given(st.dates(date(2016, 1, 1), date(2025, 1, 1)), spans, st.integers(1, 200))
def test_an_extension_keeps_the_chain_in_order(opens_on: date, stages: list[Span], by: int):
    links = chain(opens_on, [s for s in stages if s.step != "correction"] or [Span("a", 1, [])], CALENDAR)
    first = CALENDAR.next_working_day(links[0].due_on + timedelta(days=by)).day
    days = [link.due_on for link in moved(links, links[0].step, first, CALENDAR)]
    assert days == sorted(days)
    assert all(new > old.due_on for new, old in zip(days, links, strict=False))


def test_only_the_table_moves_a_round():
    facts = RoundFacts(today=TODAY, opens_on=TODAY, ends_on=TODAY - timedelta(days=1), waiting=0)
    assert_only_the_table_moves(ROUND, facts)


def test_nobody_opens_a_round_before_its_day():
    early = RoundFacts(today=TODAY, opens_on=TODAY + timedelta(days=1))
    for role in (Role.PROGRAMME_OFFICER, Role.CLOCK):
        assert outcome(ROUND, RoundState.PLANNED, RoundAction.OPEN, role=role, facts=early) is None


def test_a_round_with_waiting_applications_is_not_closed():
    facts = RoundFacts(today=TODAY, ends_on=TODAY - timedelta(days=1), waiting=1)
    assert outcome(ROUND, RoundState.OPEN, RoundAction.END, role=Role.CLOCK, facts=facts) is None
    assert (
        outcome(ROUND, RoundState.OPEN, RoundAction.CLOSE, role=Role.PROGRAMME_OFFICER, facts=facts) is None
    )

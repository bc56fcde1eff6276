"""A mark is what its events amount to: line by line, as of any day, in whatever order they came (T01)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.trademark.legal_rules.rules import LawBook
from services.trademark.legal_rules.service import shipped
from services.trademark.marks.rules import ADVANCE, VALID, Event, fold
from services.trademark.marks.service import STATUSES
from services.trademark.marks.workflow import MARK, MarkNote, MarkState, MarkStatus, MarkStep
from shared.codes.holidays import seed_working_calendar

LAW = LawBook(shipped().rules, seed_working_calendar(), 1)
S, E, N = MarkState, MarkStep, MarkNote


def log(*told: tuple):
    """Events of days such as `("2013-02-05", N.FILED)`, known in the order given."""
    return [
        Event(
            date.fromisoformat(day), date(2024, 1, 1), place, kind, goods=frozenset(rest[0]) if rest else None
        )
        for place, (day, kind, *rest) in enumerate(told, 1)
    ]


def standing(events, on="2015-01-01", lines=(1, 2, 3)):
    return fold(lines, events, law=LAW, today=date.fromisoformat(on))


REGISTERED = (
    ("2013-02-05", N.FILED),
    ("2013-03-01", E.ACCEPTED),
    ("2014-01-06", E.PRELIMINARILY_PUBLISHED),
    ("2014-04-07", E.REGISTERED),
)


def test_T01_a_registration_runs_ten_years_and_ends_on_the_day_before():
    found = standing(log(*REGISTERED))
    assert (found.state, found.status, found.valid) == (S.REGISTERED, MarkStatus.REGISTERED, True)
    assert (found.filed_on, found.published_on) == (date(2013, 2, 5), date(2014, 1, 6))
    assert (found.registered_on, found.expires_on) == (date(2014, 4, 7), date(2024, 4, 6))
    assert found.next_change_on == date(2024, 4, 7)


def test_T01_grace_follows_the_term_and_expiry_the_grace():
    events = log(*REGISTERED)
    assert standing(events, "2024-04-06").status is MarkStatus.REGISTERED
    grace = standing(events, "2024-04-07")
    assert (grace.status, grace.valid) == (MarkStatus.IN_GRACE, True)
    # 2024-10-06 lies in the holiday: the grace goes on to the 8th
    assert grace.next_change_on == date(2024, 10, 9)
    ended = standing(events, "2024-10-09")
    assert (ended.status, ended.valid, ended.ended_on) == (MarkStatus.EXPIRED, False, date(2024, 4, 6))
    assert set(ended.lines.values()) == {S.EXPIRED}


def test_T01_a_renewal_begins_the_next_term_on_the_day_after_the_last():
    events = log(*REGISTERED, ("2024-06-01", E.RENEWED))
    found = standing(events, "2025-01-01")
    assert (found.status, found.expires_on) == (MarkStatus.REGISTERED, date(2034, 4, 6))


def test_T01_a_partial_refusal_leaves_the_other_lines_alone():
    events = log(
        ("2013-02-05", N.FILED),
        ("2013-12-01", E.REFUSED, [2]),
        ("2014-01-06", E.PRELIMINARILY_PUBLISHED, [1, 3]),
        ("2014-02-01", E.REFUSAL_FINAL, [2]),
        ("2014-04-07", E.REGISTERED, [1, 3]),
    )
    found = standing(events)
    assert found.lines == {1: S.REGISTERED, 2: S.REFUSED_FINALLY, 3: S.REGISTERED}
    assert (found.state, found.valid) == (S.REGISTERED, True)
    partly = standing([*events, *log(("2014-12-01", E.REVOKED, [3]))])
    assert (partly.state, partly.lines[3]) == (S.REGISTERED, S.REVOKED)
    wholly = standing([*events, *log(("2014-12-01", E.REVOKED, [3]), ("2014-12-02", E.INVALIDATED, [1]))])
    assert (wholly.state, wholly.ended_on) == (S.INVALIDATED, date(2014, 12, 2))


def test_T01_a_late_event_finds_its_place():
    late = log(*REGISTERED, ("2014-02-20", E.OPPOSED), ("2014-03-20", E.OPPOSITION_DISMISSED))
    assert standing(late, "2014-03-01").state is S.OPPOSED
    assert standing(late).state is S.REGISTERED
    assert standing(late).astray == ()


def test_an_event_that_fits_nowhere_moves_nothing_and_is_named():
    found = standing(log(*REGISTERED, ("2014-05-01", E.OPPOSED), ("2014-06-01", N.INVALIDITY_DISMISSED)))
    assert (found.state, found.astray) == (S.REGISTERED, (5, 6))


def test_T01_proceedings_and_flags_run_beside_the_path():
    begun = log(*REGISTERED, ("2014-06-01", N.NON_USE_FILED), ("2014-07-01", N.INVALIDITY_FILED))
    assert standing(begun).status is MarkStatus.UNDER_INVALIDITY
    closed = [*begun, *log(("2014-08-01", N.INVALIDITY_DISMISSED), ("2014-08-02", N.SUIT_FILED))]
    found = standing(closed)
    assert (found.status, found.valid) == (MarkStatus.UNDER_NON_USE, True)
    assert sorted(found.flags) == ["in_court", "under_non_use"]


def test_every_status_has_labels_and_every_state_its_place():
    assert set(STATUSES.codes) == {status.value for status in MarkStatus}
    assert all(entry.facts["confidence"] == "unverified" for entry in STATUSES.entries)
    living = {state for state in MarkState if state in ADVANCE}
    ended = {*MARK.final, S.EXPIRED, S.REVOKED, S.INVALIDATED}
    assert living | ended == set(MarkState)
    assert not {MarkStatus(state.value) for state in ended} & VALID.statuses


DAYS = st.dates(date(2013, 1, 1), date(2016, 12, 31))
TOLD = st.lists(
    st.tuples(
        DAYS,
        st.sampled_from([*MarkStep, *MarkNote]),
        st.none() | st.frozensets(st.integers(1, 3), min_size=1),
    ),
    max_size=12,
)


@given(TOLD, st.randoms(use_true_random=False), DAYS)
def test_the_order_of_hearing_does_not_matter_and_each_line_is_one_of_the_states(told, chance, on):
    events = [Event(day, day, place, kind, goods=goods) for place, (day, kind, goods) in enumerate(told)]
    shuffled = list(events)
    chance.shuffle(shuffled)
    first = fold([1, 2, 3], events, law=LAW, today=on)
    assert fold([1, 2, 3], shuffled, law=LAW, today=on) == first
    assert set(first.lines) == {1, 2, 3}
    if first.state is not S.EXPIRED:
        alone = [
            fold([line], [e for e in events if e.goods is None or line in e.goods], law=LAW, today=on)
            for line in (1, 2, 3)
        ]
        assert [each.lines[line] for line, each in enumerate(alone, 1)] == [first.lines[n] for n in (1, 2, 3)]


@given(TOLD, DAYS)
def test_what_lies_after_the_day_changes_nothing(told, on):
    events = [Event(day, day, place, kind, goods=goods) for place, (day, kind, goods) in enumerate(told)]
    past = [event for event in events if event.legal_on <= on]
    found = fold([1, 2, 3], past, law=LAW, today=on)
    assert fold([1, 2, 3], events, law=LAW, today=on) == found
    assert found.next_change_on is None or found.next_change_on > on - timedelta(days=1)

"""Where a target stands, over the product of kinds of goal, values and days."""

from datetime import date
from decimal import Decimal
from pathlib import Path as PathOf

import pytest
from hypothesis import given
from hypothesis import strategies as st

import services.metrics
from services.metrics.attainment.rules import Gap, Goal, Path, Status, judge, ranking
from shared.messages.catalogue import Catalogue

MESSAGES = PathOf(services.metrics.__path__[0]) / "messages.yaml"
FLOOR = Goal(lower=Decimal(50))
STRICT = Goal(lower=Decimal("0.10"), strictly_above=True)
CAP = Goal(upper=Decimal(300), cap=True)
STRICT_CAP = Goal(upper=Decimal(300), strictly_below=True, cap=True)
EXACT = Goal(lower=Decimal(50), upper=Decimal(50))
ABOUT = Goal(lower=Decimal(180), upper=Decimal(220))
HARD_BAND = Goal(lower=Decimal(3), upper=Decimal(5))
ASPIRED_BAND = Goal(lower=Decimal(3))
DOUBLED = Goal(lower=Decimal(60), base=Decimal(30))


def on(month: int, day: int, year: int = 2017) -> Path:
    return Path(date(2017, 1, 1), date(2017, 12, 31), date(year, month, day))


HALFWAY, AFTER = on(7, 2), on(1, 1, 2018)
S = Status
CASES = [
    (FLOOR, "50", S.ACHIEVED_EARLY, S.MET),
    (FLOOR, "49", S.ON_TRACK, S.NOT_MET),
    (FLOOR, "25.1", S.ON_TRACK, S.NOT_MET),
    (FLOOR, "25", S.AT_RISK, S.NOT_MET),
    (FLOOR, "20.1", S.AT_RISK, S.NOT_MET),
    (FLOOR, "20", S.OFF_TRACK, S.NOT_MET),
    (FLOOR, "-1", S.OFF_TRACK, S.NOT_MET),
    (STRICT, "0.10", S.ON_TRACK, S.NOT_MET),
    (STRICT, "0.1000001", S.ACHIEVED_EARLY, S.MET),
    (CAP, "120", S.WITHIN, S.WITHIN),
    (CAP, "269", S.WITHIN, S.WITHIN),
    (CAP, "270", S.NEAR_LIMIT, S.NEAR_LIMIT),
    (CAP, "300", S.AT_LIMIT, S.AT_LIMIT),
    (CAP, "301", S.BREACHED, S.BREACHED),
    (STRICT_CAP, "300", S.BREACHED, S.BREACHED),
    (EXACT, "50", S.ACHIEVED_EARLY, S.MET),
    (EXACT, "51", S.OFF_TRACK, S.NOT_MET),
    (EXACT, "30", S.ON_TRACK, S.NOT_MET),
    (ABOUT, "180", S.ACHIEVED_EARLY, S.MET),
    (ABOUT, "220", S.ACHIEVED_EARLY, S.MET),
    (ABOUT, "179", S.ON_TRACK, S.NOT_MET),
    (ABOUT, "221", S.OFF_TRACK, S.NOT_MET),
    (HARD_BAND, "5", S.ACHIEVED_EARLY, S.MET),
    (HARD_BAND, "6", S.OFF_TRACK, S.NOT_MET),
    (ASPIRED_BAND, "6", S.ACHIEVED_EARLY, S.MET),
    (ASPIRED_BAND, "2", S.ON_TRACK, S.NOT_MET),
    (DOUBLED, "60", S.ACHIEVED_EARLY, S.MET),
    (DOUBLED, "46", S.ON_TRACK, S.NOT_MET),
    (DOUBLED, "30", S.OFF_TRACK, S.NOT_MET),
]


@pytest.mark.parametrize(("goal", "value", "during", "after"), CASES)
def test_a_value_stands_where_its_kind_of_goal_says(
    goal: Goal, value: str, during: Status, after: Status
) -> None:
    """M07: halfway through the window, and after it."""
    assert judge(Decimal(value), goal, HALFWAY).status is during
    assert judge(Decimal(value), goal, AFTER).status is after


@pytest.mark.parametrize(
    ("goal", "path", "status"),
    [
        (FLOOR, HALFWAY, S.UNKNOWN),
        (FLOOR, AFTER, S.UNDETERMINED),
        (CAP, HALFWAY, S.UNKNOWN),
        (CAP, AFTER, S.UNKNOWN),
    ],
)
def test_without_a_value_nothing_is_said_but_why(goal: Goal, path: Path, status: Status) -> None:
    found = judge(None, goal, path)
    assert (found.status, found.gaps, found.attainment) == (status, (Gap.NO_VALUE,), None)


@given(st.decimals(-(10**6), 10**6, places=2), st.integers(0, 1500))
def test_a_cap_is_never_achieved_and_never_missed(value: Decimal, days: int) -> None:
    path = Path(date(2017, 1, 1), date(2017, 12, 31), date.fromordinal(date(2016, 1, 1).toordinal() + days))
    caps = {S.WITHIN, S.NEAR_LIMIT, S.AT_LIMIT, S.BREACHED}
    found = judge(value, CAP, path)
    assert found.status in caps
    assert (found.status is S.BREACHED) == (value > 300)
    assert found.headroom == 300 - value


def test_a_cap_of_which_120_are_used_has_180_left() -> None:
    """Other dashboards call this achieved."""
    found = judge(Decimal(120), CAP, HALFWAY)
    assert (found.status, found.headroom, found.completion) == (S.WITHIN, 180, Decimal("0.4"))


def test_nothing_is_clamped() -> None:
    over = judge(Decimal(175), FLOOR, AFTER)
    assert (over.completion, over.attainment, over.headroom) == (Decimal("3.5"), Decimal("3.5"), -125)
    back = judge(Decimal(15), DOUBLED, HALFWAY)
    assert back.attainment == Decimal("-0.5")


def test_a_base_that_equals_the_bound_leaves_no_share_of_the_way() -> None:
    found = judge(Decimal(40), Goal(lower=Decimal(50), base=Decimal(50)), HALFWAY)
    assert found.attainment is None
    assert Gap.BASE_IS_BOUND in found.gaps
    assert found.completion == Decimal("0.8")


def test_a_bound_of_zero_has_no_completion() -> None:
    found = judge(Decimal(0), Goal(upper=Decimal(0), cap=True), HALFWAY)
    assert (found.status, found.completion) == (S.AT_LIMIT, None)
    assert Gap.BOUND_IS_ZERO in found.gaps


@pytest.mark.parametrize(
    ("spread", "status"),
    [(("50", "60"), S.MET), (("40", "60"), S.UNDETERMINED), (("40", "49"), S.NOT_MET)],
)
def test_missing_reports_leave_the_end_open_only_where_they_can_change_it(
    spread: tuple[str, str], status: Status
) -> None:
    low, high = map(Decimal, spread)
    assert judge(Decimal(45), FLOOR, AFTER, spread=(low, high)).status is status


def test_required_pace_and_latest_start_follow_from_what_is_left() -> None:
    """184 days after 1 July: 20 left, 30 done in 182 days, so 122 days of the same pace are needed."""
    found = judge(Decimal(30), FLOOR, on(7, 1))
    assert found.required_pace == Decimal(20) / Decimal(184)
    assert found.latest_start_on == date(2017, 9, 1)


def test_what_has_not_moved_has_no_latest_start() -> None:
    found = judge(Decimal(0), FLOOR, HALFWAY)
    assert found.latest_start_on is None
    assert Gap.NO_PROGRESS in found.gaps


def test_before_the_window_begins_nothing_is_on_track_or_off() -> None:
    found = judge(Decimal(0), FLOOR, on(12, 31, 2016))
    assert (found.status, found.pace) == (S.UNKNOWN, None)
    assert Gap.NOT_BEGUN in found.gaps


@given(st.lists(st.none() | st.integers(0, 5).map(Decimal), max_size=8), st.booleans())
def test_equal_values_share_a_rank_and_the_next_counts_them(
    values: list[Decimal | None],
    fewer_is_better: bool,  # noqa: FBT001 - Hypothesis draws it
) -> None:
    found = ranking({f"r{place}": each for place, each in enumerate(values)}, fewer_is_better=fewer_is_better)
    for each in found:
        if each.value is None or each.rank is None:
            assert each.value is each.rank is None
            continue
        better = [
            v for v in values if v is not None and (v < each.value if fewer_is_better else v > each.value)
        ]
        assert each.rank == len(better) + 1
        assert each.tied == (values.count(each.value) > 1)
    ranks = [each.rank for each in found if each.rank is not None]
    assert ranks == sorted(ranks)
    assert [each.rank for each in found][len(ranks) :] == [None] * (len(found) - len(ranks))


@pytest.mark.parametrize(("path", "status"), [(HALFWAY, S.UNKNOWN), (AFTER, S.UNDETERMINED)])
def test_a_base_without_a_multiple_leaves_nothing_to_judge_by(path: Path, status: Status) -> None:
    """M03: known and zero is another reason than not known."""
    found = judge(Decimal(0), Goal(base=Decimal(0)), path)
    assert (found.status, found.gaps) == (status, (Gap.NO_BASIS,))
    assert judge(Decimal(0), Goal(), path).gaps == (Gap.NO_BOUND,)


def test_every_gap_has_its_sentence_in_both_languages() -> None:
    catalogue = Catalogue.load(MESSAGES)
    assert catalogue.gaps(sorted(Gap)) == []

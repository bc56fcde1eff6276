"""Mean, trimmed mean and median of experts' scores, as decimals (V07)."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.review.aggregates.rules import (
    Flag,
    Limits,
    Line,
    Method,
    Sheet,
    line,
    mean,
    median,
    trimmed_mean,
)

LIMITS = Limits(Method.TRIMMED_MEAN, Decimal("0.2"), 3, Decimal(30))
POINTS = st.decimals(0, 100, places=1, allow_nan=False)


def sheets(*totals: int | str) -> list[Sheet]:
    return [Sheet({"brand": Decimal(each)}, Decimal(each)) for each in totals]


def test_V07_a_fifth_of_three_experts_at_each_end_counts_in_part():
    assert trimmed_mean([Decimal(90), Decimal(60), Decimal(80)], Decimal("0.2")) == Decimal("77.7778")


def test_V07_a_fifth_of_five_experts_is_one_expert():
    assert trimmed_mean([Decimal(n) for n in (0, 70, 80, 90, 100)], Decimal("0.2")) == Decimal(80)


def test_the_three_figures_stand_side_by_side():
    found = line(sheets(60, 80, 90), LIMITS, vetoes={})
    assert (found.mean, found.median, found.spread) == (Decimal("76.6667"), Decimal(80), Decimal(30))
    assert found.aggregate(Method.TRIMMED_MEAN) == Decimal("77.7778")
    assert found.flags == ()


def test_V07_disagreement_above_the_limit_and_too_few_scores_are_flagged():
    assert line(sheets(50, 81), LIMITS, vetoes={}).flags == (Flag.TOO_FEW, Flag.DISAGREEMENT)
    assert line([], LIMITS, vetoes={}).flags == (Flag.TOO_FEW,)


def test_the_panel_vetoes_by_its_mean_and_one_expert_only_points_it_out():
    assert line(sheets(10, 15, 20), LIMITS, vetoes={"brand": Decimal(20)}).flags == (Flag.VETO,)
    assert line(sheets(15, 30, 40), LIMITS, vetoes={"brand": Decimal(20)}).flags == (Flag.VETO_RAISED,)


@given(st.lists(POINTS, min_size=1, max_size=9).flatmap(lambda p: st.tuples(st.just(p), st.permutations(p))))
def test_V07_the_order_of_the_experts_never_matters(pair: tuple[list[Decimal], list[Decimal]]):
    one, other = pair
    assert mean(one) == mean(other)
    assert median(one) == median(other)
    assert trimmed_mean(one, Decimal("0.2")) == trimmed_mean(other, Decimal("0.2"))


@given(
    st.lists(POINTS, min_size=1, max_size=9),
    st.sampled_from([Decimal(0), Decimal("0.1"), Decimal("0.2"), Decimal("0.4")]),
)
def test_every_figure_lies_between_the_lowest_and_the_highest(points: list[Decimal], trim: Decimal):
    for figure in (mean(points), median(points), trimmed_mean(points, trim)):
        assert min(points) <= figure <= max(points)


@given(st.lists(POINTS, min_size=1, max_size=9))
def test_without_trim_it_is_the_mean(points: list[Decimal]):
    assert trimmed_mean(points, Decimal(0)) == mean(points)


FEW_POINTS = st.sampled_from([Decimal(0), Decimal("19.5"), Decimal(20), Decimal(80), Decimal(100)])
MARKED = st.lists(st.tuples(FEW_POINTS, FEW_POINTS), max_size=7)


@given(MARKED.flatmap(lambda marks: st.tuples(st.just(marks), st.permutations(marks))))
def test_V07_neither_ties_nor_missing_sheets_nor_their_order_change_a_line(pair: Any):
    def figures(marks: list[tuple[Decimal, Decimal]]) -> Line:
        given_in = [Sheet({"brand": brand, "online": online}, brand + online) for brand, online in marks]
        return line(given_in, LIMITS, vetoes={"brand": Decimal(20), "online": Decimal(20)})

    one, other = pair
    assert figures(one) == figures(other)
    assert figures(one).experts == len(one)

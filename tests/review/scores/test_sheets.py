"""What a score sheet must hold (V07)."""

from decimal import Decimal

import pytest

from services.review.scores.rules import Measure, Range, faults, told_total, total, vetoes

SCALE = Range(Decimal(0), Decimal(100), Decimal("0.5"))
MEASURES = [Measure("brand", Decimal("0.6")), Measure("commitment", Decimal("0.4"), Decimal(20))]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ([("brand", Decimal("80.5")), ("commitment", Decimal(100))], []),
        ([("brand", Decimal("80.3")), ("commitment", Decimal(10))], ["points_off_scale"]),
        ([("brand", Decimal("100.5")), ("commitment", Decimal(10))], ["points_off_scale"]),
        ([("brand", Decimal(-1)), ("commitment", Decimal(10))], ["points_off_scale"]),
        ([("brand", Decimal(1))], ["criterion_missing"]),
        (
            [("brand", Decimal(1)), ("brand", Decimal(2)), ("commitment", Decimal(1))],
            ["criterion_marked_twice"],
        ),
        ([("brand", Decimal(1)), ("luck", Decimal(2)), ("commitment", Decimal(1))], ["criterion_unknown"]),
    ],
)
def test_V07_a_sheet_marks_every_criterion_once_and_on_the_scale(
    given: list[tuple[str, Decimal]], codes: list[str]
):
    assert [fault.code for fault in faults(given, MEASURES, SCALE)] == codes


def test_the_total_is_told_with_the_four_places_of_a_score():
    measures = [Measure("brand", Decimal("0.3333")), Measure("commitment", Decimal("0.6667"))]
    points = {"brand": Decimal("76.5"), "commitment": Decimal("72.75")}
    assert total(points, measures) == Decimal("73.999875")
    assert str(told_total(points, measures)) == "73.9999"
    assert str(
        told_total(points, [Measure("brand", Decimal("0.2500")), Measure("commitment", Decimal("0.7500"))])
    ) == ("73.6875")


def test_the_total_is_the_weighted_sum():
    assert total({"brand": Decimal(80), "commitment": Decimal(50)}, MEASURES) == Decimal(68)


def test_points_below_the_veto_are_named():
    assert vetoes({"brand": Decimal(80), "commitment": Decimal("19.5")}, MEASURES) == ("commitment",)
    assert vetoes({"brand": Decimal(80), "commitment": Decimal(20)}, MEASURES) == ()

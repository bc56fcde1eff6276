"""The panel of projections against figures worked out by hand, and what too few points leave open."""

from decimal import Decimal

import pytest

from services.metrics.projections.rules import METHODS, Method, panel

GOLDEN = [(2013, Decimal(0)), (2014, Decimal(4)), (2015, Decimal(12)), (2016, Decimal(25))]
LONG = [(2010 + place, Decimal(10 + 3 * place)) for place in range(6)]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method.LINEAR, "31.000"),
        (Method.ENDPOINT, "33.333"),
        (Method.LAST_INCREMENT, "38.000"),
        (Method.GROWTH, "62.500"),
        (Method.THEIL_SEN, "30.583"),
        (Method.WEIGHTED, "32.800"),
    ],
)
def test_each_method_gives_the_golden_value(method: Method, expected: str) -> None:
    """M07: four points, 2013 to 2016, projected to 2017."""
    value = METHODS[method](GOLDEN, 2017)
    assert value is not None
    assert value.quantize(Decimal("0.001")) == Decimal(expected)


def test_the_headline_is_the_method_that_erred_least_on_the_past() -> None:
    found = panel(GOLDEN, 2017)
    errors = {each.method: each.error for each in found.projections if each.error is not None}
    assert found.headline is not None
    assert found.headline.error == min(errors.values())
    assert found.headline.method is Method.LAST_INCREMENT
    assert (found.low, found.high) == (Decimal("33.5"), Decimal("42.5"))


def test_two_points_show_a_path_and_no_projection() -> None:
    found = panel(GOLDEN[:2], 2017)
    assert (found.points, found.projections, found.headline) == (tuple(GOLDEN[:2]), (), None)


def test_four_points_give_no_probability_and_six_do() -> None:
    assert panel(GOLDEN, 2017, at_least=Decimal(30)).probability is None
    assert panel(LONG, 2017, at_least=Decimal(31)).probability == 1
    assert panel(LONG, 2017, at_least=Decimal(32)).probability == 0


def test_a_probability_lies_between_none_and_all_when_the_past_was_missed() -> None:
    uneven = [(year, value + (year % 2) * 4) for year, value in LONG]
    found = panel(uneven, 2017, at_least=Decimal(33)).probability
    assert found is not None
    assert 0 < found < 1


def test_a_series_of_zeros_has_no_rate_of_growth() -> None:
    flat = [(year, Decimal(0)) for year in (2013, 2014, 2015)]
    found = {each.method: each.value for each in panel(flat, 2016).projections}
    assert found[Method.GROWTH] is None
    assert found[Method.LINEAR] == 0


def test_a_year_that_is_known_is_not_projected() -> None:
    assert panel(GOLDEN, 2016).projections == ()

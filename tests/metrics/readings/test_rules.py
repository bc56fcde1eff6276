"""Windows and boundaries as values."""

from datetime import date

import pytest

from services.metrics.readings.rules import AS_WAS, Boundaries, Window


def test_boundaries_read_what_they_write():
    for text in ("as_was", "as_of:2018-12-31"):
        assert Boundaries.read(text).written() == text


@pytest.mark.parametrize("text", ["", "as_of", "as_of:2018", "as_is:2018-01-01"])
def test_boundaries_refuse_what_they_do_not_know(text: str):
    with pytest.raises(ValueError):
        Boundaries.read(text)


def test_boundaries_as_they_were_are_those_of_the_windows_last_day():
    year = Window.year(2018)
    assert AS_WAS.day(year) == date(2018, 12, 31)
    assert Boundaries(date(2020, 1, 1)).day(year) == date(2020, 1, 1)


def test_a_window_never_ends_before_it_begins():
    with pytest.raises(ValueError, match="first day or later"):
        Window(date(2018, 1, 2), date(2018, 1, 1))


def test_a_window_holds_what_lies_wholly_inside():
    year, quarter = Window.year(2018), Window(date(2018, 1, 1), date(2018, 3, 31))
    assert year.holds(quarter)
    assert not quarter.holds(year)

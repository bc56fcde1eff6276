"""One figure made of many: tiled in time, covered in space, bounded where reports are missing."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.observations.rules import Cell, Expected, Material, Unit, kept, read, tiling
from services.metrics.readings.rules import (
    AS_WAS,
    Basis,
    Boundaries,
    Origin,
    SeriesQuestion,
    Window,
)
from shared.codes.regions import Regions
from shared.db.ids import new_id

YEAR = Window.year(2018)
NOW = datetime(2019, 1, 1, tzinfo=UTC)
CITIES = [city.code for city in Regions.shipped().cities("370000", on=date(2018, 12, 31))]
JINAN, LAIWU = "370100", "371200"
LATER = Boundaries(date(2020, 1, 1))


def cell(region: str, value, window: Window = YEAR, origin: Origin = Origin.REPORT) -> Cell:
    return Cell(new_id(), region, window, origin, Decimal(value), 1)


def asked(region: str = "370000", boundaries: Boundaries = AS_WAS, **given_: object) -> SeriesQuestion:
    return SeriesQuestion(
        **{"series": "s", "region": region, "window": YEAR, "boundaries": boundaries, **given_}
    )


def value(cells, question=None):
    return read(question or asked(), Material(cells, (), ())).value


def expected(region: str, *, reported=None, approved=None, at_most=None) -> Expected:
    return Expected(region, YEAR, NOW, reported, approved, at_most)


@given(st.lists(st.integers(0, 10**12), min_size=len(CITIES), max_size=len(CITIES)))
def test_the_cities_sum_to_their_province_whatever_the_boundaries(values: list[int]):
    cells = [cell(city, each) for city, each in zip(CITIES, values, strict=True)]
    assert value(cells) == value(cells, asked(boundaries=LATER)) == sum(values)


@given(st.decimals(min_value=0, max_value=10**6, places=4))
def test_the_unit_in_which_a_figure_comes_changes_nothing(amount: Decimal):
    units = ((Unit.HUNDRED_MILLION_YUAN, 1), (Unit.TEN_THOUSAND_YUAN, 10_000), (Unit.YUAN, 100_000_000))
    assert {kept(amount * times, unit) for unit, times in units} == {amount * 100_000_000}


def test_laiwus_figure_of_2018_is_its_own_or_part_of_jinans_as_asked():
    cells = [cell(JINAN, 100), cell(LAIWU, 7)]
    assert value(cells, asked(LAIWU)) == 7
    assert value(cells, asked(LAIWU, LATER)) is None
    assert value(cells, asked(JINAN)) == 100
    assert value(cells, asked(JINAN, LATER)) == 107


def test_jinans_figure_of_2020_is_no_answer_for_the_jinan_of_2018():
    """Its territory is another; only its counties can be put together."""
    after = Window.year(2020)
    before = Boundaries(date(2018, 12, 31))
    question = SeriesQuestion(series="s", region=JINAN, window=after, boundaries=before)
    assert value([cell(JINAN, 100, after)], question) is None
    counties = Regions.shipped().children(JINAN, date(2020, 12, 31))
    cells = [cell(county.code, 1, after) for county in counties]
    assert value(cells, question) == len(counties) - 2
    laiwu = SeriesQuestion(series="s", region=LAIWU, window=after, boundaries=before)
    assert value(cells, laiwu) == 2


def test_a_figure_of_the_region_itself_is_read_before_those_below_it():
    assert value([cell("370000", 50), cell(JINAN, 10)]) == 50


def test_quarters_tile_a_year_and_a_gap_leaves_it_undefined():
    quarters = [
        Window(date(2018, 3 * n + 1, 1), date(2018, 3 * n + 3, last))
        for n, last in enumerate((31, 30, 30, 31))
    ]
    cells = [cell("370000", 10**n, quarter) for n, quarter in enumerate(quarters)]
    assert value(cells) == 1111
    undefined = read(asked(), Material(cells[1:], (), ()))
    assert (undefined.value, [reason.code for reason in undefined.reasons]) == (None, ["nothing_observed"])


def test_a_whole_year_is_taken_before_its_quarters():
    quarter = Window(date(2018, 1, 1), date(2018, 3, 31))
    assert tiling(asked(), [quarter, YEAR]) == [YEAR]


def test_a_stock_is_the_latest_figure_that_ends_inside_the_window():
    half = Window(date(2018, 1, 1), date(2018, 6, 30))
    cells = [cell("370000", 5, half), cell("370000", 9, YEAR), cell("370000", 3, Window.year(2017))]
    assert value(cells, asked(basis=Basis.STOCK)) == 9
    assert value(cells, asked(basis=Basis.CUMULATIVE)) == 12


def test_origins_stand_side_by_side_and_are_never_added_up():
    cells = [cell("370000", 50, origin=Origin.MANUAL), cell("370000", 40, origin=Origin.REPORT)]
    found = read(asked(), Material(cells, (), ()))
    assert (found.value, [reason.code for reason in found.reasons]) == (40, ["origins_differ"])
    assert found.receipt.total == 1


def test_missing_reports_leave_an_interval_where_something_bounds_them():
    cells = [cell(JINAN, 100)]
    there = expected(JINAN, reported=NOW, approved=NOW)
    bounded = read(asked(), Material(cells, [there, expected(LAIWU, at_most=Decimal(30))], ()))
    c = bounded.completeness
    assert (c.expected, c.reported, c.approved, c.missing) == (2, 1, 1, (LAIWU,))
    assert (bounded.value, c.low, c.high) == (100, 100, 130)
    open_ended = read(asked(), Material(cells, [there, expected(LAIWU, reported=NOW)], ()))
    assert (open_ended.completeness.reported, open_ended.completeness.high) == (2, None)


def test_only_reports_from_within_the_region_are_waited_for():
    cells = [cell(JINAN, 100)]
    both = [expected(JINAN, reported=NOW, approved=NOW), expected("370200")]
    assert read(asked(JINAN), Material(cells, both, ())).completeness.whole
    assert not read(asked(), Material(cells, both, ())).completeness.whole

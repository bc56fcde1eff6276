"""What the checks say of a report before anybody sees it."""

from decimal import Decimal

import pytest

from services.metrics.forms.rules import Field, Filled, Level, blocking, findings
from services.metrics.forms.schemas import shipped_forms

FIELDS = (
    Field("volume", "hundred_million_yuan", Decimal(3)),
    Field("online", "hundred_million_yuan", Decimal(3), part_of="volume"),
)
UNITS = {"volume": "hundred_million_yuan", "online": "hundred_million_yuan"}
BEFORE = {"volume": Decimal(10**10)}


def codes(volume, online, *, before=BEFORE, units=UNITS):
    figures = {"volume": Decimal(volume), "online": Decimal(online)}
    return {each.code: each.level for each in findings(FIELDS, Filled(figures, units), before)}


@pytest.mark.parametrize("times", [10_000, 100_000_000])
def test_a_slip_between_the_units_of_money_wants_an_explanation_of_its_own(times: int):
    assert codes(10**10 * times, 1) == {"unit_slip": Level.EXPLAIN}
    assert codes(Decimal(10**10) / times, 0) == {"unit_slip": Level.EXPLAIN}


def test_growth_beyond_what_the_form_takes_for_usual_is_explained():
    assert codes(3 * 10**10, 1) == {}
    assert codes(3 * 10**10 + 1, 1) == {"growth_unusual": Level.EXPLAIN}
    assert codes(10**10 * 500, 1, before={}) == {}


def test_a_part_never_exceeds_its_whole_and_nothing_is_negative():
    assert codes(10**10, 10**10) == {}
    assert codes(10**10, 10**10 + 1) == {"part_exceeds_whole": Level.BLOCK}
    assert codes(10**10, -1) == {"figure_negative": Level.BLOCK}


def test_another_unit_is_noted_and_holds_nothing_up():
    found = findings(
        FIELDS,
        Filled({"volume": Decimal(10**10), "online": Decimal(1)}, {**UNITS, "online": "yuan"}),
        BEFORE,
    )
    assert [(each.code, each.level) for each in found] == [("unit_of_another", Level.NOTE)]
    assert blocking(found, {}) == ()


def test_a_missing_figure_blocks_unless_there_is_nothing_to_report():
    empty = Filled({}, {})
    assert {each.code for each in blocking(findings(FIELDS, empty, {}), {})} == {"figure_missing"}
    assert blocking(findings(FIELDS, Filled({}, {}, nil=True), {}), {}) == ()


def test_an_explanation_lifts_what_wants_one_and_never_a_block():
    slip = findings(FIELDS, Filled({"volume": Decimal(10**14), "online": Decimal(1)}, UNITS), BEFORE)
    assert blocking(slip, {}) != ()
    assert blocking(slip, {"volume": "统计口径调整"}) == ()
    worse = findings(FIELDS, Filled({"volume": Decimal(1), "online": Decimal(2)}, UNITS), {})
    assert blocking(worse, {"online": "无"}) != ()


def test_M08_the_shipped_forms_ask_for_what_no_service_owns():
    forms = shipped_forms()
    series = {field.series for form in forms.values() for field in form.fields}
    assert {"ecommerce_volume", "online_retail", "retail_total", "industry_enterprises_online"} <= series
    entities = {form.entity for form in forms.values()} - {None}
    assert entities == {"brand_value", "top_500_brand", "regional_brand_sales"}
    for form in forms.values():
        assert {field.part_of for field in form.fields} <= {*series, None}

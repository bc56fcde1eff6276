"""Figures of other series in a formula, and what a missing one does to it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from shared.expressions import (
    CHECK_FUNCTIONS,
    COUNT,
    FORMULA_FUNCTIONS,
    RATIO,
    ExpressionError,
    Fault,
    Missing,
    Series,
    compile_all,
    compile_expression,
    number,
)
from shared.expressions.parser import parse

YUAN = number("yuan")
NAMES = {"@online": YUAN, "@retail": YUAN, "@firms": COUNT}


def fault_of(text: str) -> Fault:
    with pytest.raises(ExpressionError) as refused:
        compile_expression(text, NAMES, functions=FORMULA_FUNCTIONS)
    return refused.value.code


def test_a_formula_says_which_figures_it_needs() -> None:
    made = compile_expression("@online / @online.offset(-1).asof('first')", NAMES)
    assert made.series == {Series("online"), Series("online", offset=-1, release="first")}
    assert made.names == {"@online", '@online.offset(-1).asof("first")'}
    assert made.type == RATIO


def test_each_way_of_asking_is_a_figure_of_its_own() -> None:
    made = compile_expression("@online.ytd() - @online.offset(-12).ytd()", NAMES)
    values = {"@online.ytd()": Decimal(30), "@online.offset(-12).ytd()": Decimal(25)}
    assert made.evaluate(values).value == 5
    assert made.evaluate({"@online": Decimal(30)}).value is None


def test_the_day_on_which_a_figure_was_known_is_kept() -> None:
    assert parse('@online.asof(d"2018-01-31")') == Series("online", release=date(2018, 1, 31))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("@nowhere", Fault.UNKNOWN_NAME),
        ("@online.shift(1)", Fault.UNKNOWN_METHOD),
        ("@online.offset(1).offset(1)", Fault.UNKNOWN_METHOD),
        ("@online.offset()", Fault.METHOD_UNFIT),
        ("@online.offset(0.5)", Fault.METHOD_UNFIT),
        ("@online.offset(-601)", Fault.METHOD_UNFIT),
        ("@online.ytd(1)", Fault.METHOD_UNFIT),
        ("@online.asof('last')", Fault.METHOD_UNFIT),
        ("@online + @firms", Fault.UNITS_DIFFER),
        ("@online / @firms + @retail", Fault.UNITS_DIFFER),
        ("if(@online, 1, 2)", Fault.NEEDS_BOOLEAN),
        ("count([@online])", Fault.UNKNOWN_FUNCTION),
        ("days_since(d'2017-01-01')", Fault.UNKNOWN_FUNCTION),
    ],
)
def test_what_a_formula_must_not_say_is_refused(text: str, fault: Fault) -> None:
    assert fault_of(text) is fault


def test_days_belong_to_checks_and_lists_to_neither() -> None:
    assert "days_since" in CHECK_FUNCTIONS
    assert not {"count", "any"} & {*CHECK_FUNCTIONS, *FORMULA_FUNCTIONS}


def test_formulas_that_build_on_one_another_in_a_circle_are_refused() -> None:
    texts = {"@a": "@b * 2", "@b": "@c.offset(-1)", "@c": "@a"}
    with pytest.raises(ExpressionError) as refused:
        compile_all(texts, {})
    assert refused.value.code is Fault.CYCLE
    assert refused.value.params["names"] == ["@a", "@b", "@c"]


ONLY_ONE: Mapping[str, object] = {"@online": Decimal(3)}


@pytest.mark.parametrize(
    ("strategy", "values", "expected"),
    [
        (Missing.SKIP_IF_ANY, ONLY_ONE, None),
        (Missing.SKIP_IF_ANY, {}, None),
        (Missing.SKIP_IF_ALL, ONLY_ONE, 3),
        (Missing.SKIP_IF_ALL, {}, None),
        (Missing.NEVER_SKIP, ONLY_ONE, 3),
        (Missing.NEVER_SKIP, {}, 0),
    ],
)
def test_three_strategies_say_what_a_missing_figure_does(
    strategy: Missing, values: Mapping[str, object], expected: int | None
) -> None:
    assert compile_expression("@online + @retail", NAMES).evaluate(values, missing=strategy).value == expected


def test_a_zero_that_stands_in_for_a_missing_figure_divides_nothing() -> None:
    outcome = compile_expression("@online / @retail", NAMES).evaluate(ONLY_ONE, missing=Missing.NEVER_SKIP)
    assert outcome.value is None
    assert [reason.code for reason in outcome.reasons] == ["value_division_by_zero"]

"""Types and units are settled before anything runs."""

import pytest

from shared.expressions import (
    BOOLEAN,
    COUNT,
    DAY,
    NUMBER,
    RATIO,
    TEXT,
    ExpressionError,
    Fault,
    Kind,
    Type,
    compile_expression,
    list_of,
    number,
    records,
)
from shared.expressions.kinds import spelled

NAMES = {
    "sales": number("yuan"),
    "budget": number("yuan"),
    "staff": COUNT,
    "share": RATIO,
    "figure": NUMBER,
    "name": TEXT,
    "day": DAY,
    "ok": BOOLEAN,
    "tags": list_of(TEXT),
    "flags": list_of(BOOLEAN),
    "years": records({"sales": number("yuan"), "level": TEXT}),
}
YUAN = number("yuan")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sales + budget", YUAN),
        ("sales + 1", YUAN),
        ("1 + sales", YUAN),
        ("sales % 10000", YUAN),
        ("-sales", YUAN),
        ("sales / budget", RATIO),
        ("sales / staff", number("yuan/count")),
        ("1 / staff", number("ratio/count")),
        ("sales / staff * staff", YUAN),
        ("sales * share", YUAN),
        ("sales * 100", YUAN),
        ("figure * 100", NUMBER),
        ("sales ^ 2", number("yuan*yuan")),
        ("share ^ 0.5", RATIO),
        ("figure ^ figure", NUMBER),
        ("sum(years, sales)", YUAN),
        ("average(years, sales)", YUAN),
        ("largest(years, sales)", YUAN),
        ("count(years)", COUNT),
        ("count(years, sales > 1)", COUNT),
        ("max(1, sales)", YUAN),
        ("coalesce(sales, 0)", YUAN),
        ("if(ok, 0, sales)", YUAN),
        ("round(sales, 2)", YUAN),
        ("abs(sales)", YUAN),
        ("plain(sales)", NUMBER),
        ("share ^ (1 / plain(years_between(day, day)))", RATIO),
        ("days_between(day, day)", number("day")),
        ("name == 'a'", BOOLEAN),
        ("ok == true", BOOLEAN),
        ("is_missing(tags)", BOOLEAN),
        ("name in tags", BOOLEAN),
        ("any(flags)", BOOLEAN),
    ],
)
def test_an_expression_has_a_type_and_a_unit(text: str, kind: Type) -> None:
    assert compile_expression(text, NAMES).type == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sales + staff", Fault.UNITS_DIFFER),
        ("sales > staff", Fault.UNITS_DIFFER),
        ("sales + share", Fault.UNITS_DIFFER),
        ("max(sales, staff)", Fault.UNITS_DIFFER),
        ("coalesce(sales, 0, staff)", Fault.UNITS_DIFFER),
        ("if(ok, sales, staff)", Fault.UNITS_DIFFER),
        ("sales in [staff]", Fault.UNITS_DIFFER),
        ("2 ^ sales", Fault.UNITS_DIFFER),
        ("share ^ staff", Fault.UNITS_DIFFER),
        ("plain(name)", Fault.NEEDS_NUMBER),
        ("sales ^ 0.5", Fault.UNIT_POWER),
        ("sales ^ figure", Fault.UNIT_POWER),
        ("sales ^ 1001", Fault.UNIT_POWER),
        ("1 + true", Fault.NEEDS_NUMBER),
        ("true + 1", Fault.NEEDS_NUMBER),
        ("-name", Fault.NEEDS_NUMBER),
        ("name + 'a'", Fault.NEEDS_NUMBER),
        ("sum(tags, it)", Fault.NEEDS_NUMBER),
        ("round(name)", Fault.NEEDS_NUMBER),
        ("1 and true", Fault.NEEDS_BOOLEAN),
        ("not 1", Fault.NEEDS_BOOLEAN),
        ("if(1, 2, 3)", Fault.NEEDS_BOOLEAN),
        ("any(tags, it)", Fault.NEEDS_BOOLEAN),
        ("contains(1, name)", Fault.NEEDS_TEXT),
        ("year(name)", Fault.NEEDS_DAY),
        ("days_between(day, 1)", Fault.NEEDS_DAY),
        ("name in name", Fault.NEEDS_LIST),
        ("count(name)", Fault.NEEDS_LIST),
        ("1 == true", Fault.TYPES_DIFFER),
        ("name == day", Fault.TYPES_DIFFER),
        ("name in [1]", Fault.TYPES_DIFFER),
        ("[1, 2] == 1", Fault.NEEDS_SINGLE_VALUE),
        ("1 in [1, 'a']", Fault.TYPES_DIFFER),
        ("if(ok, 1, 'a')", Fault.TYPES_DIFFER),
        ("if(ok, count(tags), count(if(ok, tags, flags)))", Fault.TYPES_DIFFER),
        ("name < 'b'", Fault.NEEDS_ORDER),
        ("true < false", Fault.NEEDS_ORDER),
        ("min(name, name)", Fault.NEEDS_ORDER),
        ("tags", Fault.NEEDS_SINGLE_VALUE),
        ("tags == tags", Fault.NEEDS_SINGLE_VALUE),
        ("name in [tags]", Fault.NEEDS_SINGLE_VALUE),
        ("[]", Fault.EMPTY_LIST),
        ("round(1, -1)", Fault.NEEDS_WHOLE_NUMBER),
        ("round(1, 0.5)", Fault.NEEDS_WHOLE_NUMBER),
        ("round(1, 16)", Fault.NEEDS_WHOLE_NUMBER),
        ("round(1, figure)", Fault.NEEDS_WHOLE_NUMBER),
        ("turnover", Fault.UNKNOWN_NAME),
        ("any(years, turnover > 1)", Fault.UNKNOWN_NAME),
        ("any(tags, level == 'a')", Fault.UNKNOWN_NAME),
        ("level", Fault.UNKNOWN_NAME),
        ("days_since(day)", Fault.UNKNOWN_NAME),
        ("sqrt(2)", Fault.UNKNOWN_FUNCTION),
        ("abs()", Fault.ARGUMENTS_MISSING),
        ("max(1)", Fault.ARGUMENTS_MISSING),
        ("abs(1, 2)", Fault.ARGUMENTS_LEFT_OVER),
        ("length(tags, true)", Fault.ARGUMENTS_LEFT_OVER),
        ("count(tags, true, true)", Fault.ARGUMENTS_LEFT_OVER),
        ("any()", Fault.ARGUMENTS_MISSING),
        ("length()", Fault.ARGUMENTS_MISSING),
        ("any(tags, any(tags, any(tags, true)))", Fault.LISTS_TOO_NESTED),
    ],
)
def test_what_cannot_mean_anything_is_refused(text: str, code: Fault) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, NAMES)
    assert caught.value.code == code


def test_the_place_of_use_may_demand_a_type_and_a_unit() -> None:
    compile_expression("sales > 1", NAMES, expected=BOOLEAN)
    for text, expected, code in (
        ("sales", BOOLEAN, Fault.NEEDS_BOOLEAN),
        ("staff", YUAN, Fault.UNITS_DIFFER),
    ):
        with pytest.raises(ExpressionError) as caught:
            compile_expression(text, NAMES, expected=expected)
        assert caught.value.code == code


def test_a_fault_is_located_and_becomes_a_field_error() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("sales > 1 and\n  turnover > 2", NAMES)
    error = caught.value.as_field_error("/rules/0/expression")
    assert (error.code, error.pointer) == ("expression_unknown_name", "/rules/0/expression")
    assert error.params == {"name": "turnover", "line": 2, "column": 3}
    assert "2:3" in str(caught.value)


def test_a_mode_of_use_has_the_functions_that_it_is_given() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("abs(1)", {}, functions={})
    assert caught.value.code == Fault.UNKNOWN_FUNCTION


@pytest.mark.parametrize(
    "unit", ["yuan", "yuan/count", "ratio/count", "yuan*yuan", "ratio", "count/year/yuan"]
)
def test_a_unit_is_spelled_as_it_is_read(unit: str) -> None:
    assert number(spelled(number(unit).unit)) == number(unit)
    assert spelled(number(unit).unit) == unit


def test_a_plain_number_says_so() -> None:
    assert spelled(NUMBER.unit) == "plain"
    assert NUMBER.kind is Kind.NUMBER

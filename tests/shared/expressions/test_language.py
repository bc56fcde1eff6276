"""What the language means: figures, choices, days, lists, and what is missing."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.expressions import (
    BOOLEAN,
    COUNT,
    DAY,
    NUMBER,
    TEXT,
    Reason,
    ReasonCode,
    Type,
    Value,
    compile_expression,
    list_of,
    number,
    records,
)
from shared.text.yaml_text import read_yaml

VECTORS = read_yaml(Path(__file__).with_name("vectors.yaml").read_text("utf-8"))
INCIDENTS = records({"level": TEXT, "occurred_on": DAY})
NAMES: Mapping[str, Type] = {
    "sales": number("yuan"),
    "exports": number("yuan"),
    "staff": COUNT,
    "figure": NUMBER,
    "organisation.region": TEXT,
    "verified": BOOLEAN,
    "founded_on": DAY,
    "today": DAY,
    "incidents": INCIDENTS,
    "fields": list_of(TEXT),
    "shares": list_of(NUMBER),
    "years": records({"sales": number("yuan"), "marks": list_of(TEXT)}),
}


def evaluate(text: str, **values: object) -> Value:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return compile_expression(text, NAMES).evaluate(named)


def codes(value: Value) -> list[str]:
    assert value.value is None
    return [reason.code for reason in value.reasons]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"])
def test_the_published_expectations_hold(vector: dict[str, Any]) -> None:
    value = compile_expression(vector["text"], {}).evaluate({})
    expected = vector["value"]
    if isinstance(value.value, Decimal):
        expected = Decimal(expected)
    assert value == Value(expected)


def test_a_day_is_a_value_of_its_own() -> None:
    assert compile_expression('d"2017-02-22"', {}).evaluate({}) == Value(date(2017, 2, 22))


def test_an_eligibility_rule_reads_the_facts_by_their_dotted_names() -> None:
    rule = 'starts_with(organisation.region, "37.") and sales >= 10000000'
    assert evaluate(rule, organisation__region="37.3708.", sales=Decimal(20_000_000)).value is True
    assert evaluate(rule, organisation__region="11.1101.", sales=Decimal(20_000_000)).value is False


@pytest.mark.parametrize(
    ("occurred_on", "outcome"),
    [(date(2014, 2, 22), "eligible"), (date(2014, 2, 24), "not eligible"), (None, "unknown")],
)
def test_no_major_incident_within_three_years(occurred_on: date | None, outcome: str) -> None:
    rule = 'none(incidents, level == "major" and days_since(occurred_on) < 1096)'
    found = [{"level": "minor", "occurred_on": None}, {"level": "major", "occurred_on": occurred_on}]
    value = evaluate(rule, incidents=found, today=date(2017, 2, 22)).value
    assert {True: "eligible", False: "not eligible", None: "unknown"}[value] == outcome


def test_a_missing_name_gives_nothing_and_is_named() -> None:
    assert evaluate("sales > 1") == Value(None, (Reason(ReasonCode.MISSING, "sales"),))
    assert evaluate("sales > 1", sales=None) == evaluate("sales > 1")


def test_all_missing_names_are_named_once() -> None:
    value = evaluate("sales + exports + sales")
    assert [reason.params for reason in value.reasons] == [{"name": "sales"}, {"name": "exports"}]


def test_division_by_zero_gives_nothing_and_its_place() -> None:
    value = evaluate("1 +\n  sales / exports", sales=Decimal(1), exports=Decimal(0))
    assert codes(value) == ["value_division_by_zero"]
    assert value.reasons[0].params == {"line": 2, "column": 3}
    assert codes(evaluate("1 % 0")) == ["value_division_by_zero"]


def test_equality_with_nothing_is_nothing() -> None:
    assert evaluate("sales == sales").value is None
    assert evaluate("sales != exports").value is None


TRUTHS = {"true": True, "false": False, "1 / 0 == 1": None}


@pytest.mark.parametrize("one", TRUTHS)
@pytest.mark.parametrize("other", TRUTHS)
def test_and_and_or_follow_kleene(one: str, other: str) -> None:
    pair = {TRUTHS[one], TRUTHS[other]}
    conjunction = False if False in pair else None if None in pair else True
    disjunction = True if True in pair else None if None in pair else False
    for text, expected in (("and", conjunction), ("or", disjunction)):
        value = evaluate(f"{one} {text} {other}")
        assert value.value is expected
        assert bool(value.reasons) is (expected is None)


def test_not_of_nothing_is_nothing() -> None:
    assert codes(evaluate("not verified")) == ["value_missing"]


def test_the_first_present_value_is_taken_and_the_missing_ones_are_forgiven() -> None:
    assert evaluate("coalesce(sales, exports, 0)") == Value(Decimal(0))
    assert evaluate("coalesce(sales, exports)", exports=Decimal(5)) == Value(Decimal(5))
    assert codes(evaluate("coalesce(sales, exports)")) == ["value_missing", "value_missing"]


def test_it_can_be_asked_whether_something_is_missing() -> None:
    assert evaluate("is_missing(sales)") == Value(True)
    assert evaluate("is_missing(sales / 0)", sales=Decimal(1)) == Value(True)
    assert evaluate("is_missing(sales)", sales=Decimal(0)) == Value(False)


def test_only_the_chosen_branch_matters() -> None:
    assert evaluate("if(true, 1, sales / 0)") == Value(Decimal(1))
    assert evaluate("if(false, 1 / 0, 2)") == Value(Decimal(2))
    assert codes(evaluate("if(verified, 1, 2)")) == ["value_missing"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sales", 1.5),
        ("sales", True),
        ("sales", "12"),
        ("sales", Decimal("NaN")),
        ("sales", Decimal("Infinity")),
        ("verified", 1),
        ("organisation__region", 37),
        ("founded_on", "2017-02-22"),
        ("founded_on", datetime(2017, 2, 22, tzinfo=UTC)),
    ],
)
def test_a_value_of_another_type_is_a_missing_value(name: str, value: object) -> None:
    dotted = name.replace("__", ".")
    outcome = evaluate(f"coalesce({dotted}, {dotted}) == {dotted}", **{name: value})
    assert outcome == Value(None, (Reason(ReasonCode.UNSUITABLE, dotted),))


def test_a_whole_number_beyond_the_range_is_a_missing_value() -> None:
    assert codes(evaluate("sales", sales=10**6145)) == ["value_unsuitable"]


def test_whole_numbers_are_read_exactly() -> None:
    assert evaluate("sales / 3 * 3 == sales", sales=9) == Value(True)
    assert evaluate("sales", sales=2**100) == Value(Decimal(2**100))


@pytest.mark.parametrize("text", ["0 ^ 0", "(-1) ^ 0.5", "0 ^ -1", "2 ^ 1001", "2 ^ -1001", "9 ^ 999 ^ 99"])
def test_a_power_without_a_result_is_a_missing_value(text: str) -> None:
    assert codes(evaluate(text)) == ["value_out_of_range"]


def test_results_beyond_the_range_are_missing_values() -> None:
    huge = Decimal("9E+6144")
    for text in ("figure * figure", "figure + figure", "figure % 7", "sum([figure, figure])"):
        assert codes(evaluate(text, figure=huge)) == ["value_out_of_range"]
    assert codes(evaluate("round(figure)", figure=Decimal("1" * 40 + ".5"))) == ["value_out_of_range"]


@pytest.mark.parametrize(
    "settled",
    [
        "(figure > 1 and false)",
        "(figure > 1 or true)",
        "any([figure, 1], it == 1)",
        "all([figure, 1], it != 1)",
        "(1 in [figure, 1])",
        "is_missing(figure)",
        "(coalesce(figure, 1) == 1)",
    ],
)
def test_what_did_not_matter_is_no_reason(settled: str) -> None:
    value = evaluate(f"{settled} == (1 / 0 == 1)")
    assert codes(value) == ["value_division_by_zero"]


def test_membership_is_unknown_only_when_an_unknown_item_could_decide() -> None:
    held = ["logistics", None]
    assert evaluate("'logistics' in fields", fields=held) == Value(True)
    assert codes(evaluate("'finance' in fields", fields=held)) == ["value_item_unsuitable"]
    assert evaluate("'finance' in fields", fields=["logistics"]) == Value(False)
    assert evaluate("'finance' not in fields", fields=[]) == Value(True)
    assert codes(evaluate("organisation.region in fields", fields=[])) == ["value_missing"]
    assert codes(evaluate("1 in [2, figure]")) == ["value_missing"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("any(shares, it > 2)", True),
        ("all(shares, it > 2)", False),
        ("none(shares, it > 2)", False),
        ("any(shares, it > 5)", None),
        ("all(shares, it > 0)", None),
        ("none(shares, it > 5)", None),
        ("count(shares, it > 2)", None),
        ("sum(shares)", None),
        ("count(shares)", Decimal(3)),
    ],
)
def test_a_missing_item_matters_only_where_it_could_decide(text: str, expected: object) -> None:
    value = evaluate(text, shares=[Decimal(1), None, Decimal(3)])
    assert value.value == expected
    assert bool(value.reasons) is (expected is None)


def test_an_empty_list_has_a_sum_and_no_average() -> None:
    assert evaluate("sum(shares)", shares=[]) == Value(Decimal(0))
    assert evaluate("count(shares, it > 1)", shares=[]) == Value(Decimal(0))
    assert evaluate("any(shares, it > 1)", shares=[]) == Value(False)
    assert evaluate("all(shares, it > 1)", shares=[]) == Value(True)
    for text in ("average(shares)", "smallest(shares)", "largest(shares)"):
        assert codes(evaluate(text, shares=[])) == ["value_empty_list"]


def test_fields_of_a_record_stand_before_names_of_the_same_spelling() -> None:
    years = [{"sales": Decimal(2)}, {"sales": Decimal(3)}]
    assert evaluate("sum(years, sales) + sales", years=years, sales=Decimal(100)) == Value(Decimal(105))


def test_outer_names_are_seen_within_lists_two_deep() -> None:
    years = [{"sales": Decimal(2), "marks": ["鲁品", "好客"]}, {"sales": Decimal(9), "marks": ["好客"]}]
    text = "count(years, sales > figure and any(marks, it == organisation.region))"
    assert evaluate(text, years=years, figure=1, organisation__region="好客") == Value(Decimal(2))
    assert evaluate(text, years=years, figure=5, organisation__region="好客") == Value(Decimal(1))


def test_a_list_that_is_none_or_holds_something_else_is_a_missing_value() -> None:
    for text in ("any(incidents, level == 'major')", "count(incidents)", "sum(years, sales)", "1 in shares"):
        assert "value_missing" in codes(evaluate(text))
    assert codes(evaluate("count(incidents)", incidents="many")) == ["value_unsuitable"]
    assert codes(evaluate("any(incidents, level == 'a')", incidents=[7])) == ["value_item_unsuitable"]


def test_days_since_counts_to_the_day_that_the_caller_hands_in() -> None:
    day = {"founded_on": date(2010, 5, 10), "today": date(2017, 5, 9)}
    assert evaluate("days_since(founded_on)", **day) == Value(Decimal(2556))
    assert evaluate("years_since(founded_on)", **day) == Value(Decimal(6))
    assert codes(evaluate("days_since(founded_on)", founded_on=date(2010, 5, 10))) == ["value_missing"]


def test_a_choice_may_be_among_days_and_the_smallest_of_them_found() -> None:
    assert evaluate("min(founded_on, today)", founded_on=date(2011, 1, 1), today=date(2017, 1, 1)) == Value(
        date(2011, 1, 1)
    )


def test_work_on_long_lists_is_bounded() -> None:
    shares = [Decimal(1)] * 2000
    years = [{"sales": Decimal(1), "marks": ["a"] * 1000}] * 1000
    assert evaluate("sum(shares, it * 2)", shares=shares) == Value(Decimal(4000))
    for text in ("count(years, any(marks, it == 'b'))", "count(years, 'b' in marks)"):
        assert "value_too_much_work" in codes(evaluate(text, years=years))


def test_an_expression_tells_which_names_of_the_caller_it_reads() -> None:
    rule = compile_expression("sum(years, sales) > figure and years_since(founded_on) > 3", NAMES)
    assert rule.names == {"years", "figure", "founded_on", "today"}

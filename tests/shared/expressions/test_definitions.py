"""Named expressions that build on one another."""

from decimal import Decimal

import pytest

from shared.expressions import (
    ExpressionError,
    Fault,
    Reason,
    ReasonCode,
    Value,
    compile_all,
    number,
    records,
)

NAMES = {"sales": number("yuan"), "base": number("yuan"), "years": records({"growth": number("yuan")})}


def test_each_is_evaluated_after_what_it_uses() -> None:
    texts = {"percent": "rate * 100", "rate": "growth / base", "growth": "sales - base"}
    definitions = compile_all(texts, NAMES)
    assert list(definitions.expressions) == ["growth", "rate", "percent"]
    outcomes = definitions.evaluate({"sales": Decimal(150), "base": Decimal(100)})
    assert outcomes["percent"] == Value(Decimal(50))


def test_units_pass_from_one_definition_to_the_next() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_all({"rate": "sales / base", "wrong": "rate + sales"}, NAMES)
    assert caught.value.code == Fault.UNITS_DIFFER
    assert caught.value.params["definition"] == "wrong"


def test_a_missing_definition_hands_on_its_own_reasons() -> None:
    definitions = compile_all({"rate": "sales / base", "percent": "rate * 100"}, NAMES)
    outcomes = definitions.evaluate({"sales": Decimal(1)})
    assert outcomes["percent"] == Value(None, (Reason(ReasonCode.MISSING, "base"),))


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        ({"a": "a + 1"}, ["a"]),
        ({"a": "b", "b": "c", "c": "a"}, ["a", "b", "c"]),
        ({"x": "a", "a": "b", "b": "a"}, ["a", "b"]),
    ],
)
def test_a_circle_is_refused_with_the_names_on_it(texts: dict[str, str], names: list[str]) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_all(texts, {})
    assert caught.value.code == Fault.CYCLE
    assert caught.value.params["names"] == names


def test_a_field_of_a_record_is_no_circle() -> None:
    definitions = compile_all({"growth": "sum(years, growth)"}, NAMES)
    assert definitions.evaluate({"years": [{"growth": Decimal(3)}]})["growth"] == Value(Decimal(3))


def test_a_definition_stands_before_a_name_of_the_same_spelling() -> None:
    definitions = compile_all({"sales": "base * 2", "twice": "sales * 2"}, NAMES)
    outcomes = definitions.evaluate({"sales": Decimal(1000), "base": Decimal(1)})
    assert outcomes["twice"] == Value(Decimal(4))


def test_a_long_chain_of_definitions_needs_no_deep_stack() -> None:
    texts = {f"n{i}": f"n{i + 1} + 1" for i in range(2000)} | {"n2000": "0"}
    assert compile_all(texts, {}).evaluate({})["n0"] == Value(Decimal(2000))


def test_a_fault_in_the_text_names_its_definition() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_all({"good": "1", "bad": "1 +"}, {})
    assert caught.value.params == {"definition": "bad"}
    with pytest.raises(ExpressionError) as caught:
        compile_all({"good": "1", "bad": "turnover"}, {})
    assert caught.value.params == {"name": "turnover", "definition": "bad"}

"""Any text is harmless: it is an expression within limits, or an ExpressionError with a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.expressions import BOOLEAN, NUMBER, TEXT, ExpressionError, Fault, compile_expression, list_of
from shared.expressions.parser import parse

NAMES = {"a": NUMBER, "b.c": BOOLEAN, "t": TEXT, "l": list_of(NUMBER)}
PIECES = st.sampled_from(
    "1 2.5 a b.c t l it d'2017-02-22' ( ) [ ] , + - * / % ^ == < in not and or if( any( sum( round(".split()
)


def code_of(text: str) -> Fault:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    return caught.value.code


@given(st.text(max_size=200) | st.lists(PIECES, max_size=40).map(" ".join))
def test_an_arbitrary_text_is_an_expression_or_an_expression_error(text: str) -> None:
    try:
        expression = compile_expression(text, NAMES)
    except ExpressionError as error:
        place = (error.line, error.column)
    else:
        assert expression.evaluate({}).value is None or not expression.evaluate({}).reasons
        place = (1, 1)
    assert min(place) >= 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.UNEXPECTED_END),
        ("   ", Fault.UNEXPECTED_END),
        ("1 +", Fault.UNEXPECTED_END),
        ("(1", Fault.UNEXPECTED_END),
        ("1 < 2 < 3", Fault.UNEXPECTED_SYMBOL),
        ("1 2", Fault.UNEXPECTED_SYMBOL),
        ("sales > （1）", Fault.UNEXPECTED_SYMBOL),
        ("'open", Fault.UNEXPECTED_SYMBOL),
        ("'a\nb'", Fault.UNEXPECTED_SYMBOL),
        ("Sales", Fault.UNEXPECTED_SYMBOL),
        ("1.", Fault.UNEXPECTED_SYMBOL),
        ("a.", Fault.UNEXPECTED_SYMBOL),
        ("and", Fault.UNEXPECTED_SYMBOL),
        ("d'2017-02-30'", Fault.NOT_A_DAY),
        ("d'20170222'", Fault.NOT_A_DAY),
        ("d'2017-W08-3'", Fault.NOT_A_DAY),
        ("1" * 35, Fault.NUMBER_TOO_LONG),
        ("0." + "1" * 35, Fault.NUMBER_TOO_LONG),
        ("1" * 4001, Fault.TOO_LONG),
        ("-" * 64 + "1", Fault.TOO_DEEP),
        ("not " * 900 + "true", Fault.TOO_DEEP),
        ("1" + "+1" * 64, Fault.TOO_DEEP),
        ("[" + "1," * 1000 + "1]", Fault.TOO_LARGE),
    ],
)
def test_a_text_that_is_no_expression_is_refused_with_its_reason(text: str, code: Fault) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "1" * 34,
        "1" + " " * 3999,
        "0" * 40 + "1",
        "-" * 63 + "1",
        "1" + "+1" * 63,
        "[" + "1," * 998 + "1]",
        "(" * 1999 + "1" + ")" * 1999,
        "true" + " and true" * 400,
    ],
)
def test_a_text_at_the_limit_is_read(text: str) -> None:
    parse(text)


@pytest.mark.parametrize("text", ["organisation", "android", "inner", "nothing", "trueish", "d"])
def test_a_name_may_begin_like_a_word_of_the_language(text: str) -> None:
    assert compile_expression(text, {text: NUMBER}).names == {text}


def test_an_unfinished_text_ends_where_it_ends() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("1 +\n 2 *")
    assert (caught.value.line, caught.value.column) == (2, 5)

"""Properties over well-formed expressions of every shape."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.expressions import (
    BOOLEAN,
    DAY,
    NUMBER,
    TEXT,
    compile_expression,
    list_of,
    records,
)
from shared.expressions.lists import LISTS
from shared.expressions.parser import parse
from shared.expressions.printer import show
from shared.expressions.syntax import (
    Arithmetic,
    Call,
    Comparison,
    Items,
    Literal,
    Logic,
    Membership,
    Minus,
    Name,
    Node,
    Not,
    Operator,
    Relation,
    Series,
    children,
)

FIGURES = st.decimals(0, 10**9, places=3)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
ROWS = Name("rows")


class Gardener:
    """Grows well-typed trees: numbers and truths that contain one another."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def pick(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def number(self, depth: int) -> Node:
        if depth == 0 or self.draw(st.integers(0, 3)) == 0:
            leaves: list[Node] = [Name("x"), Name("org.y"), Literal(self.draw(FIGURES)), self.series()]
            return self.draw(st.sampled_from(leaves))
        n, t = partial(self.number, depth - 1), partial(self.truth, depth - 1)
        forms: dict[str, Callable[[], Node]] = {
            "minus": lambda: Minus(n()),
            "arithmetic": lambda: Arithmetic(self.draw(st.sampled_from(Operator)), n(), n()),
            "if": lambda: Call("if", (t(), n(), n())),
            "coalesce": lambda: Call("coalesce", (n(), n())),
            "rounded": lambda: Call(self.pick("abs", "round", "plain"), (n(),)),
            "share": lambda: Arithmetic(Operator.DIVIDE, Call("count", (ROWS, t())), Call("length", (ROWS,))),
            "rows": lambda: Call(self.pick("sum", "average", "largest"), (ROWS, n())),
            "shares": lambda: Call(self.pick("sum", "smallest"), (Name("shares"),)),
        }
        return forms[self.pick(*forms)]()

    def series(self) -> Series:
        release = st.none() | st.sampled_from(["first", "latest"]) | st.dates()
        offset = self.draw(st.integers(-600, 600))
        return Series("sales", offset=offset, to_date=self.draw(st.booleans()), release=self.draw(release))

    def truth(self, depth: int) -> Node:
        if depth == 0:
            leaves: list[Node] = [Name("ok"), Literal(value=True), Literal(value=False)]
            return self.draw(st.sampled_from(leaves))
        n, t = partial(self.number, depth - 1), partial(self.truth, depth - 1)
        relation = self.draw(st.sampled_from(Relation))
        forms: dict[str, Callable[[], Node]] = {
            "number": lambda: Comparison(relation, n(), n()),
            "day": lambda: Comparison(relation, Name("day"), Literal(self.draw(st.dates()))),
            "word": lambda: Comparison(Relation.EQUAL, Literal(self.draw(WORDS)), Name("word")),
            "held": lambda: Membership(self.draw(st.booleans()), n(), Name("shares")),
            "listed": lambda: Membership(self.draw(st.booleans()), n(), Items((n(), n()))),
            "not": lambda: Not(t()),
            "rows": lambda: Call(self.pick("any", "all", "none"), (ROWS, t())),
            "logic": lambda: Logic(self.pick("and", "or"), (t(), t(), t())),
        }
        return forms[self.pick(*forms)]()


@st.composite
def trees(draw: st.DrawFn) -> Node:
    gardener = Gardener(draw)
    return draw(st.sampled_from([gardener.number, gardener.truth]))(4)


EXPRESSIONS = trees()
NAMES = {
    "x": NUMBER,
    "@sales": NUMBER,
    "org.y": NUMBER,
    "ok": BOOLEAN,
    "day": DAY,
    "word": TEXT,
    "shares": list_of(NUMBER),
    "rows": records({"x": NUMBER, "ok": BOOLEAN}),
}
ANY_NUMBER = st.none() | st.integers() | st.decimals() | st.floats() | st.booleans()
RECORDS = st.lists(st.dictionaries(st.sampled_from(["x", "ok"]), ANY_NUMBER) | st.none(), max_size=3)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "x": ANY_NUMBER,
        "@sales": ANY_NUMBER,
        "org.y": ANY_NUMBER,
        "ok": ANY_NUMBER,
        "day": st.none() | st.dates() | st.datetimes(),
        "word": st.none() | st.text() | st.integers(),
        "shares": st.none() | st.lists(ANY_NUMBER, max_size=4) | st.text(),
        "rows": st.none() | RECORDS,
    },
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("x*(x+1)", "x * (x + 1)"),
        ("x*x+1", "x * x + 1"),
        ("(x-1)-x", "x - 1 - x"),
        ("x-(1-x)", "x - (1 - x)"),
        ("x/(1*x)", "x / (1 * x)"),
        ("(x^2)^3", "(x ^ 2) ^ 3"),
        ("x^(2^3)", "x ^ 2 ^ 3"),
        ("(-x)^2", "(-x) ^ 2"),
        ("-(x^2)", "-x ^ 2"),
        ("-(x+1)", "-(x + 1)"),
        ("x^(-2)", "x ^ -2"),
        ("(not ok) == true", "(not ok) == true"),
        ("not (ok == true)", "not ok == true"),
        ("(ok or ok) and ok", "(ok or ok) and ok"),
        ("ok or (ok and ok)", "ok or ok and ok"),
        ("(ok and ok) and ok", "(ok and ok) and ok"),
        ("'a\\'b' == word", '"a\'b" == word'),
        ("x not in shares", "x not in shares"),
    ],
)
def test_parentheses_are_printed_where_they_are_needed(text: str, printed: str) -> None:
    assert show(parse(text)) == printed
    assert parse(printed) == parse(text)


@given(EXPRESSIONS)
def test_what_is_printed_reads_back_as_the_same_tree(node: Node) -> None:
    assert parse(show(node)) == node
    assert show(parse(show(node))) == show(node)


def lists_deep(node: Node) -> int:
    """How deep list functions stand within one another."""
    own = 1 if isinstance(node, Call) and node.function in LISTS and node.function != "length" else 0
    return own + max(map(lists_deep, children(node)), default=0)


@given(EXPRESSIONS.filter(lambda node: lists_deep(node) <= 2), VALUES)
def test_evaluation_never_raises_and_says_why_there_is_no_value(
    node: Node, values: dict[str, object]
) -> None:
    expression = compile_expression(show(node), NAMES)
    outcome = expression.evaluate(values)
    assert (outcome.value is None) is bool(outcome.reasons)
    assert len(set(outcome.reasons)) == len(outcome.reasons)
    if isinstance(outcome.value, Decimal):
        assert outcome.value.is_finite()
    assert expression.evaluate(values) == outcome


MONEY = st.decimals(-(10**12), 10**12, places=2)


def calculated(text: str, **values: Decimal) -> Decimal:
    value = compile_expression(text, dict.fromkeys(values, NUMBER)).evaluate(values).value
    assert isinstance(value, Decimal)
    return value


@given(MONEY, MONEY, MONEY)
def test_sums_and_products_of_money_obey_the_laws_exactly(a: Decimal, b: Decimal, c: Decimal) -> None:
    assert calculated("a + b", a=a, b=b) == calculated("b + a", a=a, b=b) == a + b
    assert calculated("(a + b) + c", a=a, b=b, c=c) == calculated("a + (b + c)", a=a, b=b, c=c)
    assert calculated("a * b", a=a, b=b) == calculated("b * a", a=a, b=b)
    assert calculated("a - b", a=a, b=b) == calculated("-(b - a)", a=a, b=b)


@given(MONEY, MONEY.filter(bool))
def test_a_remainder_has_the_sign_of_the_dividend_and_is_smaller_than_the_divisor(
    a: Decimal, b: Decimal
) -> None:
    remainder = calculated("a % b", a=a, b=b)
    assert abs(remainder) < abs(b)
    assert not remainder or (remainder > 0) == (a > 0)


@given(MONEY)
def test_rounding_moves_by_half_a_unit_at_most(a: Decimal) -> None:
    assert abs(calculated("round(a, 1)", a=a) - a) <= Decimal("0.05")
    assert calculated("round(-a, 1)", a=a) == -calculated("round(a, 1)", a=a)


@given(st.dates(), st.dates())
def test_years_between_days_turn_their_sign_with_their_order(start: date, end: date) -> None:
    names = {"s": DAY, "e": DAY}
    there = compile_expression("years_between(s, e)", names).evaluate({"s": start, "e": end})
    back = compile_expression("years_between(e, s)", names).evaluate({"s": start, "e": end})
    assert there.value == -back.value


@given(st.lists(st.booleans() | st.none(), max_size=6))
def test_any_is_not_none_and_all_is_not_any_not(flags: list[bool | None]) -> None:
    names = {"f": list_of(BOOLEAN)}
    outcomes = {
        text: compile_expression(text, names).evaluate({"f": flags}).value
        for text in ("any(f)", "not none(f)", "all(f)", "not any(f, not it)")
    }
    assert outcomes["any(f)"] is outcomes["not none(f)"]
    assert outcomes["all(f)"] is outcomes["not any(f, not it)"]

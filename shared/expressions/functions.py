"""Functions of single values: choice, missing values, figures, text, days."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from shared.expressions.compiler import Builder, Code, Compiler, Function, fault
from shared.expressions.errors import Fault
from shared.expressions.kinds import BOOLEAN, NUMBER, Kind, Type, number
from shared.expressions.scope import Scope
from shared.expressions.syntax import Call, Literal, Name
from shared.expressions.values import CONTEXT, REASONS, Frame, Reason, ReasonCode, Step, forget, nothing

TODAY = "today"
"""The name under which the caller hands in the day of the evaluation; nothing here reads a clock."""
FINEST = 15
"""Most digits after the point that `round` gives."""


def _if(compiler: Compiler, call: Call, scope: Scope) -> Code:
    condition = compiler.expect(call.arguments[0], scope, Kind.BOOLEAN).step
    yes, no = compiler.alike(call.arguments[1:], scope)

    def run(frame: Frame) -> Any:
        decided = condition(frame)
        if decided is None:
            return None
        return yes.step(frame) if decided else no.step(frame)

    return Code(yes.type, run)


def _coalesce(compiler: Compiler, call: Call, scope: Scope) -> Code:
    codes = compiler.alike(call.arguments, scope)
    steps = [code.step for code in codes]

    def run(frame: Frame) -> Any:
        mark = len(frame[REASONS])
        for step in steps:
            value = step(frame)
            if value is not None:
                forget(frame, mark)
                return value
        return None

    return Code(codes[0].type, run)


def _is_missing(compiler: Compiler, call: Call, scope: Scope) -> Code:
    step = compiler.compile(call.arguments[0], scope).step

    def run(frame: Frame) -> Any:
        mark = len(frame[REASONS])
        value = step(frame)
        forget(frame, mark)
        return value is None

    return Code(BOOLEAN, run)


def _extreme(choose: Callable[..., Any]) -> Builder:
    def build(compiler: Compiler, call: Call, scope: Scope) -> Code:
        codes = compiler.alike(call.arguments, scope)
        if codes[0].type.kind not in {Kind.NUMBER, Kind.DAY}:
            raise fault(call, Fault.NEEDS_ORDER)
        return Code(codes[0].type, _on_values(choose, [code.step for code in codes], call))

    return build


def _abs(compiler: Compiler, call: Call, scope: Scope) -> Code:
    code = compiler.number(call.arguments[0], scope)
    return Code(code.type, _on_values(CONTEXT.abs, [code.step], call))


def _plain(compiler: Compiler, call: Call, scope: Scope) -> Code:
    """The bare figure of a number with a unit, where a formula is meant to leave units behind."""
    return Code(NUMBER, compiler.number(call.arguments[0], scope).step)


def _round(compiler: Compiler, call: Call, scope: Scope) -> Code:
    """Halves go away from zero, as money is rounded by hand; the number of digits stands in the text."""
    code = compiler.number(call.arguments[0], scope)
    digits = call.arguments[1] if len(call.arguments) > 1 else Literal(Decimal(0))
    places = digits.value if isinstance(digits, Literal) else None
    if not isinstance(places, Decimal) or places % 1 or places > FINEST:
        raise fault(digits, Fault.NEEDS_WHOLE_NUMBER, most=FINEST)
    grain = Decimal(1).scaleb(-int(places))

    def rounded(value: Decimal) -> Decimal:
        finer = value.as_tuple().exponent < grain.as_tuple().exponent  # type: ignore[operator] # values are finite, so the exponent is a number
        return value.quantize(grain, rounding=ROUND_HALF_UP, context=CONTEXT) if finer else value

    return Code(code.type, _on_values(rounded, [code.step], call))


def _years_between(start: date, end: date) -> Decimal:
    """Whole years lived through: the anniversary of a 29 February is the 1 March."""
    if end < start:
        return -_years_between(end, start)
    return Decimal(end.year - start.year - ((end.month, end.day) < (start.month, start.day)))


def _days_between(start: date, end: date) -> Decimal:
    return Decimal((end - start).days)


def _fixed(apply: Callable[..., Any], kinds: tuple[Kind, ...], result: Type) -> Builder:
    """A function whose argument kinds and result are always the same."""

    def build(compiler: Compiler, call: Call, scope: Scope) -> Code:
        pairs = zip(call.arguments, kinds, strict=True)
        return Code(result, _on_values(apply, [compiler.expect(a, scope, k).step for a, k in pairs], call))

    return build


def _since(between: Callable[[date, date], Decimal], result: Type) -> Builder:
    """From a day to the day of the evaluation."""

    def build(compiler: Compiler, call: Call, scope: Scope) -> Code:
        start = compiler.expect(call.arguments[0], scope, Kind.DAY).step
        today = compiler.expect(Name(TODAY, call.position), scope[:1], Kind.DAY).step
        return Code(result, _on_values(between, [start, today], call))

    return build


def _on_values(apply: Callable[..., Any], steps: list[Step], call: Call) -> Step:
    """Apply to all values, once none is missing."""
    beyond = Reason(ReasonCode.OUT_OF_RANGE, position=call.position)

    def run(frame: Frame) -> Any:
        values = [step(frame) for step in steps]
        if any(value is None for value in values):
            return None
        try:
            return apply(*values)
        except DecimalException:
            return nothing(frame, beyond)

    return run


SINGLE_VALUES: Mapping[str, Function] = {
    "if": Function(3, 3, _if),
    "coalesce": Function(2, None, _coalesce),
    "is_missing": Function(1, 1, _is_missing),
    "min": Function(2, None, _extreme(min)),
    "max": Function(2, None, _extreme(max)),
    "abs": Function(1, 1, _abs),
    "plain": Function(1, 1, _plain),
    "round": Function(1, 2, _round),
}
TEXTS: Mapping[str, Function] = {
    "contains": Function(2, 2, _fixed(lambda text, part: part in text, (Kind.TEXT, Kind.TEXT), BOOLEAN)),
    "starts_with": Function(2, 2, _fixed(str.startswith, (Kind.TEXT, Kind.TEXT), BOOLEAN)),
}
DAYS: Mapping[str, Function] = {
    "year": Function(1, 1, _fixed(lambda day: Decimal(day.year), (Kind.DAY,), NUMBER)),
    "days_between": Function(2, 2, _fixed(_days_between, (Kind.DAY, Kind.DAY), number("day"))),
    "years_between": Function(2, 2, _fixed(_years_between, (Kind.DAY, Kind.DAY), number("year"))),
    "days_since": Function(1, 1, _since(_days_between, number("day"))),
    "years_since": Function(1, 1, _since(_years_between, number("year"))),
}

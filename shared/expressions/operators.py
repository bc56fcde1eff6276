"""The closures behind the operators. Each gives None when a value is missing, after a reason was noted."""

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, DecimalException
from typing import Any

from shared.expressions.kinds import Type
from shared.expressions.scope import acceptor
from shared.expressions.syntax import Operator, Position, Relation
from shared.expressions.values import (
    CONTEXT,
    REASONS,
    Frame,
    Reason,
    ReasonCode,
    Step,
    afford,
    forget,
    nothing,
)

HIGHEST_POWER = 1_000
"""No exponent beyond this, so that a power costs no more than a handful of products."""

RELATIONS: Mapping[Relation, Callable[[Any, Any], bool]] = {
    Relation.EQUAL: operator.eq,
    Relation.UNEQUAL: operator.ne,
    Relation.LESS: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.MORE: operator.gt,
    Relation.AT_LEAST: operator.ge,
}


def constant(value: object) -> Step:
    return lambda _frame: value


def gathered(steps: Sequence[Step]) -> Step:
    """A list made in place; an item without a value is None within it."""
    return lambda frame: [step(frame) for step in steps]


def negative(operand: Step) -> Step:
    def run(frame: Frame) -> Any:
        value = operand(frame)
        return None if value is None else CONTEXT.minus(value)

    return run


def negated(operand: Step) -> Step:
    def run(frame: Frame) -> Any:
        value = operand(frame)
        return None if value is None else not value

    return run


def chained(steps: Sequence[Step], *, decisive: bool) -> Step:
    """Kleene's `or` (decided by true) and `and` (by false): the unknown does not matter once decided."""

    def run(frame: Frame) -> Any:
        mark = len(frame[REASONS])
        unknown = False
        for step in steps:
            value = step(frame)
            if value is decisive:
                forget(frame, mark)
                return decisive
            unknown = unknown or value is None
        return None if unknown else not decisive

    return run


def compared(relation: Relation, left: Step, right: Step, *, bound: object = None) -> Step:
    """A comparison; against a bound that stands in the text it takes the short way."""
    holds = RELATIONS[relation]

    def against(frame: Frame) -> Any:
        value = left(frame)
        return None if value is None else holds(value, bound)

    def both(frame: Frame) -> Any:
        first, second = left(frame), right(frame)
        return None if first is None or second is None else holds(first, second)

    return both if bound is None else against


def member(left: Step, right: Step, *, item: Type, position: Position) -> Step:
    """Whether a list holds a value; unknown when it is not found and an item has no value."""
    accept = acceptor(item)

    def run(frame: Frame) -> Any:
        mark = len(frame[REASONS])
        value, items = left(frame), right(frame)
        if value is None or items is None or not afford(frame, len(items), position):
            return None
        held = [accept(found) for found in items]
        if value in held:
            forget(frame, mark)
            return True
        if None not in held:
            return False
        if len(frame[REASONS]) == mark:
            nothing(frame, Reason(ReasonCode.ITEM_UNSUITABLE, position=position))
        return None

    return run


def calculated(sign: Operator, left: Step, right: Step, *, position: Position) -> Step:
    """Decimal arithmetic; division by zero and results beyond decimal128 are missing values with a reason."""
    by_zero = Reason(ReasonCode.DIVISION_BY_ZERO, position=position)
    beyond = Reason(ReasonCode.OUT_OF_RANGE, position=position)
    divides = sign in {Operator.DIVIDE, Operator.REMAINDER}
    apply = _power if sign is Operator.POWER else _ARITHMETIC[sign]

    def run(frame: Frame) -> Any:
        first, second = left(frame), right(frame)
        if first is None or second is None:
            return None
        if divides and not second:
            return nothing(frame, by_zero)
        try:
            return apply(first, second)
        except DecimalException:
            return nothing(frame, beyond)

    return run


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if abs(exponent) > HIGHEST_POWER:
        raise DecimalException
    result = CONTEXT.power(base, exponent)
    if not result.is_finite():
        raise DecimalException
    return result


_ARITHMETIC: Mapping[Operator, Callable[[Decimal, Decimal], Decimal]] = {
    Operator.ADD: CONTEXT.add,
    Operator.SUBTRACT: CONTEXT.subtract,
    Operator.MULTIPLY: CONTEXT.multiply,
    Operator.DIVIDE: CONTEXT.divide,
    Operator.REMAINDER: CONTEXT.remainder,
}

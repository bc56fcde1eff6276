"""Functions over lists: each item is visited once, within the work that one evaluation may cost."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, DecimalException
from typing import Any, NamedTuple

from shared.expressions.compiler import Builder, Code, Compiler, Function, fault
from shared.expressions.errors import Fault
from shared.expressions.kinds import BOOLEAN, COUNT, Kind, Type, times
from shared.expressions.operators import negated
from shared.expressions.scope import ITEM, Scope, acceptor, fields_of
from shared.expressions.syntax import Call, Name, size
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

DEEPEST = 2
"""A list function may stand within another, and no further."""


class Body(NamedTuple):
    """What is done with each item of a list."""

    items: Step
    type: Type
    values: Callable[[Frame, Any], Iterator[Any]]


def _body(compiler: Compiler, call: Call, scope: Scope, *, kind: Kind) -> Body:
    """The list of a call and what its second argument yields for each item, None where a value is missing."""
    if len(scope) > DEEPEST:
        raise fault(call, Fault.LISTS_TOO_NESTED, limit=DEEPEST)
    source = compiler.expect(call.arguments[0], scope, Kind.LIST)
    item = source.type.item or BOOLEAN
    inner = (*scope, fields_of(item))
    node = call.arguments[1] if len(call.arguments) > 1 else Name(ITEM, call.position)
    code = compiler.expect(node, inner, kind)
    wrap = _wrapping(item, call)
    cost = size(node)

    def values(frame: Frame, items: Any) -> Iterator[Any]:
        if not afford(frame, cost * len(items), call.position):
            yield None
            return
        for found in items:
            record = wrap(frame, found)
            yield None if record is None else code.step((*frame, record))

    return Body(source.step, code.type, values)


def _wrapping(item: Type, call: Call) -> Callable[[Frame, Any], Mapping[str, Any] | None]:
    """How an item is put before the body: a record as it is, a plain value under the name `it`."""
    accept, bare = acceptor(item), item.kind is not Kind.RECORD
    unsuitable = Reason(ReasonCode.ITEM_UNSUITABLE, position=call.position)

    def wrap(frame: Frame, found: Any) -> Mapping[str, Any] | None:
        if bare:
            return {ITEM: found}
        record: Mapping[str, Any] | None = accept(found)
        return nothing(frame, unsuitable) if record is None else record

    return wrap


def _quantified(*, decisive: bool) -> Builder:
    """`any` is decided by the first true, `all` by the first false; otherwise the unknown counts."""

    def build(compiler: Compiler, call: Call, scope: Scope) -> Code:
        body = _body(compiler, call, scope, kind=Kind.BOOLEAN)

        def run(frame: Frame) -> Any:
            mark = len(frame[REASONS])
            unknown = False
            items = body.items(frame)
            if items is None:
                return None
            for value in body.values(frame, items):
                if value is decisive:
                    forget(frame, mark)
                    return decisive
                unknown = unknown or value is None
            return None if unknown else not decisive

        return Code(BOOLEAN, run)

    return build


def _none(compiler: Compiler, call: Call, scope: Scope) -> Code:
    return Code(BOOLEAN, negated(_quantified(decisive=True)(compiler, call, scope).step))


def _count(compiler: Compiler, call: Call, scope: Scope) -> Code:
    if len(call.arguments) == 1:
        return _length(compiler, call, scope)
    body = _body(compiler, call, scope, kind=Kind.BOOLEAN)
    return Code(COUNT, _folded(body, lambda values: Decimal(values.count(True)), call))


def _length(compiler: Compiler, call: Call, scope: Scope) -> Code:
    source = compiler.expect(call.arguments[0], scope, Kind.LIST).step

    def run(frame: Frame) -> Any:
        items = source(frame)
        return None if items is None else Decimal(len(items))

    return Code(COUNT, run)


def _sum(compiler: Compiler, call: Call, scope: Scope) -> Code:
    body = _body(compiler, call, scope, kind=Kind.NUMBER)
    return Code(body.type, _folded(body, _total, call))


def _average(compiler: Compiler, call: Call, scope: Scope) -> Code:
    body = _body(compiler, call, scope, kind=Kind.NUMBER)
    kind = Type(Kind.NUMBER, unit=times(body.type.unit, None))
    return Code(
        kind, _folded(body, lambda values: CONTEXT.divide(_total(values), Decimal(len(values))), call)
    )


def _extreme(choose: Callable[[list[Decimal]], Decimal]) -> Builder:
    def build(compiler: Compiler, call: Call, scope: Scope) -> Code:
        body = _body(compiler, call, scope, kind=Kind.NUMBER)
        return Code(body.type, _folded(body, choose, call))

    return build


def _total(values: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = CONTEXT.add(total, value)
    return total


def _folded(body: Body, fold: Callable[[list[Any]], Decimal], call: Call) -> Step:
    """Fold the values once none is missing; an empty list has no average, no smallest and no largest."""
    beyond = Reason(ReasonCode.OUT_OF_RANGE, position=call.position)
    empty = Reason(ReasonCode.EMPTY_LIST, position=call.position)
    may_be_empty = call.function in {"count", "sum"}

    def run(frame: Frame) -> Any:
        items = body.items(frame)
        if items is None:
            return None
        values = list(body.values(frame, items))
        if None in values:
            return None
        if not values and not may_be_empty:
            return nothing(frame, empty)
        try:
            return fold(values)
        except DecimalException:
            return nothing(frame, beyond)

    return run


LISTS: Mapping[str, Function] = {
    "any": Function(1, 2, _quantified(decisive=True)),
    "all": Function(1, 2, _quantified(decisive=False)),
    "none": Function(1, 2, _none),
    "count": Function(1, 2, _count),
    "length": Function(1, 1, _length),
    "sum": Function(1, 2, _sum),
    "average": Function(1, 2, _average),
    "smallest": Function(1, 2, _extreme(min)),
    "largest": Function(1, 2, _extreme(max)),
}

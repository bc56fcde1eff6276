"""From syntax tree to closures: types and units are settled here, so that running is only running."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from shared.expressions import operators
from shared.expressions.errors import ExpressionError, Fault
from shared.expressions.kinds import BOOLEAN, DAY, NUMBER, TEXT, Kind, Type, list_of, raised, spelled, times
from shared.expressions.scope import Scope, find, reader
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
)
from shared.expressions.values import Step

_NEEDS = {
    Kind.NUMBER: Fault.NEEDS_NUMBER,
    Kind.TEXT: Fault.NEEDS_TEXT,
    Kind.BOOLEAN: Fault.NEEDS_BOOLEAN,
    Kind.DAY: Fault.NEEDS_DAY,
    Kind.LIST: Fault.NEEDS_LIST,
}


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled part: what it yields and how."""

    type: Type
    step: Step


Builder: TypeAlias = "Callable[[Compiler, Call, Scope], Code]"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: how many arguments it takes and how a call is compiled."""

    least: int
    most: int | None
    build: Builder


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles against one set of functions, which is what tells one mode of use from another."""

    functions: Mapping[str, Function]
    used: set[str] = field(default_factory=set)
    """Names of the caller that the text reads, `today` by way of a function included."""
    numbers: set[str] = field(default_factory=set)
    """Those of them that are numbers: what may stand in for a missing one is zero."""

    def compile(self, node: Node, scope: Scope) -> Code:
        """Settle the type of a part and make its closure."""
        match node:
            case Literal():
                code = self._literal(node)
            case Name() | Series():
                code = self._name(node, scope)
            case Items():
                code = self._items(node, scope)
            case Call():
                code = self._call(node, scope)
            case Minus(operand=operand):
                inner = self.number(operand, scope)
                code = Code(inner.type, operators.negative(inner.step))
            case Not() | Logic():
                code = self._logic(node, scope)
            case Arithmetic():
                code = self._arithmetic(node, scope)
            case _:
                code = self._relation(node, scope)
        return code

    def expect(self, node: Node, scope: Scope, kind: Kind) -> Code:
        """Compile a part that has to be of this kind."""
        code = self.compile(node, scope)
        demand(node, code.type, kind)
        return code

    def number(self, node: Node, scope: Scope) -> Code:
        return self.expect(node, scope, Kind.NUMBER)

    def alike(self, nodes: tuple[Node, ...], scope: Scope) -> list[Code]:
        """Compile parts that have to be of one type; the first has the common type of all."""
        codes = [self.compile(node, scope) for node in nodes]
        common = codes[0].type
        for node, code in zip(nodes, codes, strict=True):
            common = unified(common, code.type, node)
        return [Code(common, code.step) for code in codes]

    def _literal(self, node: Literal) -> Code:
        types = {bool: BOOLEAN, Decimal: NUMBER, str: TEXT, date: DAY}
        return Code(types[type(node.value)], operators.constant(node.value))

    def _name(self, node: Name | Series, scope: Scope) -> Code:
        place = find(scope, node.name)
        if place is None:
            raise fault(node, Fault.UNKNOWN_NAME, name=node.name)
        key = node.key if isinstance(node, Series) else node.name
        if place.slot == 0:
            self.used.add(key)
            if place.type.kind is Kind.NUMBER:
                self.numbers.add(key)
        return Code(place.type, reader(key, place))

    def _items(self, node: Items, scope: Scope) -> Code:
        if not node.items:
            raise fault(node, Fault.EMPTY_LIST)
        codes = self.alike(node.items, scope)
        for item, code in zip(node.items, codes, strict=True):
            single(item, code.type)
        return Code(list_of(codes[0].type), operators.gathered([code.step for code in codes]))

    def _call(self, node: Call, scope: Scope) -> Code:
        function = self.functions.get(node.function)
        if function is None:
            raise fault(node, Fault.UNKNOWN_FUNCTION, function=node.function)
        count = len(node.arguments)
        if count < function.least:
            raise fault(node, Fault.ARGUMENTS_MISSING, function=node.function, least=function.least)
        if function.most is not None and count > function.most:
            raise fault(node, Fault.ARGUMENTS_LEFT_OVER, function=node.function, most=function.most)
        return function.build(self, node, scope)

    def _logic(self, node: Not | Logic, scope: Scope) -> Code:
        if isinstance(node, Not):
            return Code(BOOLEAN, operators.negated(self.expect(node.operand, scope, Kind.BOOLEAN).step))
        steps = [self.expect(operand, scope, Kind.BOOLEAN).step for operand in node.operands]
        return Code(BOOLEAN, operators.chained(steps, decisive=node.word == "or"))

    def _relation(self, node: Comparison | Membership, scope: Scope) -> Code:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        single(node.left, left.type)
        if isinstance(node, Membership):
            if right.type.item is None:
                raise fault(node.right, Fault.NEEDS_LIST)
            unified(left.type, right.type.item, node)
            step = operators.member(left.step, right.step, item=right.type.item, position=node.position)
            return Code(BOOLEAN, operators.negated(step) if node.negated else step)
        common = unified(left.type, right.type, node)
        ordered = node.relation not in {Relation.EQUAL, Relation.UNEQUAL}
        if ordered and common.kind not in {Kind.NUMBER, Kind.DAY}:
            raise fault(node, Fault.NEEDS_ORDER)
        bound = node.right.value if isinstance(node.right, Literal) else None
        return Code(BOOLEAN, operators.compared(node.relation, left.step, right.step, bound=bound))

    def _arithmetic(self, node: Arithmetic, scope: Scope) -> Code:
        left, right = self.number(node.left, scope), self.number(node.right, scope)
        kind = _result(node, left.type, right.type)
        return Code(kind, operators.calculated(node.operator, left.step, right.step, position=node.position))


def fault(node: Node, code: Fault, **params: object) -> ExpressionError:
    """An error at the place of a part."""
    return ExpressionError(code, line=node.position.line, column=node.position.column, **params)


def demand(node: Node, found: Type, kind: Kind) -> None:
    """Refuse a part that is not of the kind which its place asks for."""
    if found.kind is not kind:
        raise fault(node, _NEEDS[kind])


def single(node: Node, kind: Type) -> None:
    """Refuse a list or a record where one value is wanted."""
    if kind.kind in {Kind.LIST, Kind.RECORD}:
        raise fault(node, Fault.NEEDS_SINGLE_VALUE)


def unified(left: Type, right: Type, node: Node) -> Type:
    """The common type of two parts; a plain number takes the unit of the other."""
    if left.kind is not right.kind:
        raise fault(node, Fault.TYPES_DIFFER)
    if left.kind is not Kind.NUMBER:
        if left != right:
            raise fault(node, Fault.TYPES_DIFFER)
        return left
    if left.unit is not None and right.unit is not None and left.unit != right.unit:
        raise fault(node, Fault.UNITS_DIFFER, left=spelled(left.unit), right=spelled(right.unit))
    return right if left.unit is None else left


def _result(node: Arithmetic, left: Type, right: Type) -> Type:
    match node.operator:
        case Operator.MULTIPLY | Operator.DIVIDE:
            inverted = node.operator is Operator.DIVIDE
            return Type(Kind.NUMBER, unit=times(left.unit, right.unit, inverted=inverted))
        case Operator.POWER:
            return _power(node, left, right)
    return unified(left, right, node)


def _power(node: Arithmetic, base: Type, exponent: Type) -> Type:
    """A unit can be raised only to a whole power that stands in the text."""
    if exponent.unit:
        raise fault(node.right, Fault.UNITS_DIFFER, left=spelled(exponent.unit), right=spelled(()))
    if not base.unit:
        return base
    power = node.right.value if isinstance(node.right, Literal) else None
    if not isinstance(power, Decimal) or power % 1 or power > operators.HIGHEST_POWER:
        raise fault(node.right, Fault.UNIT_POWER)
    return Type(Kind.NUMBER, unit=raised(base.unit, int(power)))

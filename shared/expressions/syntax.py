"""What an expression is once it has been read: a small tree of values that can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Position:
    """Where a part stands in the text; parts that differ only in this are the same."""

    line: int = 1
    column: int = 1


START = Position()


class Operator(StrEnum):
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    REMAINDER = "%"
    POWER = "^"


class Relation(StrEnum):
    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Literal:
    value: Decimal | str | bool | date
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Series:
    """A figure of another series: `@code`, so many periods off, from the year's beginning, of one release."""

    code: str
    offset: int = 0
    to_date: bool = False
    release: str | date | None = None
    """`first`, `latest`, or the day on which it was known."""
    position: Position = field(default=START, compare=False)

    @property
    def name(self) -> str:
        """The code as it is declared."""
        return f"@{self.code}"

    @property
    def key(self) -> str:
        """The figure as it is asked for, and as it is written."""
        offset = f".offset({self.offset})" if self.offset else ""
        release = ""
        if self.release is not None:
            mark = "d" if isinstance(self.release, date) else ""
            release = f'.asof({mark}"{self.release}")'
        return f"{self.name}{offset}{'.ytd()' if self.to_date else ''}{release}"


@dataclass(frozen=True, slots=True)
class Items:
    items: "tuple[Node, ...]"
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Minus:
    operand: "Node"
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    operand: "Node"
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: Operator
    left: "Node"
    right: "Node"
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    relation: Relation
    left: "Node"
    right: "Node"
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    negated: bool
    left: "Node"
    right: "Node"
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """A chain of `and`, or of `or`, with two operands or more."""

    word: str
    operands: "tuple[Node, ...]"
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: "tuple[Node, ...]"
    position: Position = field(default=START, compare=False)


Leaf: TypeAlias = Literal | Name | Series
Node: TypeAlias = Leaf | Items | Minus | Not | Arithmetic | Comparison | Membership | Logic | Call


def children(node: Node) -> "tuple[Node, ...]":
    match node:
        case Literal() | Name() | Series():
            return ()
        case Items(items=parts) | Logic(operands=parts) | Call(arguments=parts):
            return parts
        case Minus(operand=operand) | Not(operand=operand):
            return (operand,)
    return (node.left, node.right)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(children(current))


def size(node: Node) -> int:
    """How many parts a node has, itself included: what one evaluation of it costs at most."""
    return sum(1 for _ in walk(node))

"""From text to syntax tree, within limits that keep any text harmless."""

import re
from datetime import date
from decimal import Decimal
from typing import NoReturn

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from shared.expressions.errors import ExpressionError, Fault
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
    Position,
    Relation,
    Series,
)

LONGEST = 4_000
DEEPEST = 64
LARGEST = 1_000
FARTHEST = 600
"""Most periods that a series may be looked at before or after the present one."""
RELEASES = ("first", "latest")
DIGITS = 34
"""A literal is exact: it holds no more digits than arithmetic keeps (decimal128)."""

Branch = Tree[Token]
_LARK = Lark.open(
    "grammar.lark",
    rel_to=__file__,
    parser="lalr",
    lexer="basic",
    propagate_positions=True,
    maybe_placeholders=False,
)


def parse(text: str) -> Node:
    """The syntax tree, or ExpressionError and nothing else."""
    if len(text) > LONGEST:
        raise ExpressionError(Fault.TOO_LONG, limit=LONGEST)
    try:
        tree = _LARK.parse(text)
    except UnexpectedInput as error:
        _refuse(text, error)
    _measure(tree)
    return _node(tree)


def _refuse(text: str, error: UnexpectedInput) -> NoReturn:
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if ended or not isinstance(error, UnexpectedToken | UnexpectedCharacters):
        lines = text.split("\n")
        raise ExpressionError(Fault.UNEXPECTED_END, line=len(lines), column=len(lines[-1]) + 1) from error
    raise ExpressionError(Fault.UNEXPECTED_SYMBOL, line=error.line, column=error.column) from error


def _measure(tree: Branch) -> None:
    """Refuse what is too deep or too large, without recursion."""
    level, depth, parts = [tree], 0, 0
    while level:
        depth, parts = depth + 1, parts + len(level)
        if depth > DEEPEST:
            raise _located(level[0], Fault.TOO_DEEP, limit=DEEPEST)
        if parts > LARGEST:
            raise _located(level[0], Fault.TOO_LARGE, limit=LARGEST)
        level = [child for branch in level for child in branch.children if isinstance(child, Tree)]


def _located(branch: Branch, code: Fault, **params: object) -> ExpressionError:
    position = _position(branch)
    return ExpressionError(code, line=position.line, column=position.column, **params)


def _position(branch: Branch) -> Position:
    meta = branch.meta
    return Position() if meta.empty else Position(meta.line, meta.column)


def _node(branch: Branch) -> Node:
    if branch.data == "series":
        return _series(branch)
    parts = tuple(_node(child) for child in branch.children if isinstance(child, Tree))
    words = [str(child) for child in branch.children if isinstance(child, Token)]
    if branch.data in {"number", "text", "day", "true", "false", "name"}:
        return _leaf(branch, words[0] if words else "")
    return _inner(branch, parts, words)


def _leaf(branch: Branch, word: str) -> Node:
    position = _position(branch)
    match branch.data:
        case "number":
            return Literal(_number(branch, word), position)
        case "text":
            return Literal(_unquoted(word), position)
        case "day":
            return Literal(_day(branch, word[2:-1]), position)
        case "name":
            return Name(word, position)
    return Literal(branch.data == "true", position)


def _inner(branch: Branch, parts: tuple[Node, ...], words: list[str]) -> Node:
    position = _position(branch)
    node: Node = Items(parts, position)
    match branch.data:
        case "either" | "both":
            node = Logic("or" if branch.data == "either" else "and", parts, position)
        case "negate":
            node = Not(parts[0], position)
        case "minus":
            node = Minus(parts[0], position)
        case "compare":
            node = Comparison(Relation(words[0]), parts[0], parts[1], position)
        case "within" | "outside":
            node = Membership(branch.data == "outside", parts[0], parts[1], position)
        case "arithmetic":
            node = Arithmetic(Operator(words[0]), parts[0], parts[1], position)
        case "call":
            node = Call(words[0], parts, position)
    return node


def _series(branch: Branch) -> Series:
    """Each method stands once: `.offset(-1)`, `.ytd()`, `.asof("first")` or `.asof(d"2018-01-01")`."""
    code, *calls = branch.children
    methods: dict[str, Branch] = {}
    for call in calls:
        if isinstance(call, Tree):
            name = str(call.children[0])
            if name not in {".offset", ".ytd", ".asof"} or name in methods:
                raise _located(call, Fault.UNKNOWN_METHOD, method=name)
            methods[name] = call
    return Series(
        str(code)[1:],
        offset=_offset(methods.get(".offset")),
        to_date=_to_date(methods.get(".ytd")),
        release=_release(methods.get(".asof")),
        position=_position(branch),
    )


def _arguments(call: Branch) -> list[Node]:
    return [_node(child) for child in call.children if isinstance(child, Tree)]


def _offset(call: Branch | None) -> int:
    if call is None:
        return 0
    match _arguments(call):
        case [Literal(value=Decimal() as periods)]:
            sign = 1
        case [Minus(operand=Literal(value=Decimal() as periods))]:
            sign = -1
        case _:
            raise _located(call, Fault.METHOD_UNFIT, method=".offset")
    if periods % 1 or periods > FARTHEST:
        raise _located(call, Fault.METHOD_UNFIT, method=".offset")
    return sign * int(periods)


def _to_date(call: Branch | None) -> bool:
    if call is not None and _arguments(call):
        raise _located(call, Fault.METHOD_UNFIT, method=".ytd")
    return call is not None


def _release(call: Branch | None) -> str | date | None:
    if call is None:
        return None
    match _arguments(call):
        case [Literal(value=str() as release)] if release in RELEASES:
            return release
        case [Literal(value=date() as day)]:
            return day
    raise _located(call, Fault.METHOD_UNFIT, method=".asof")


def _number(branch: Branch, word: str) -> Decimal:
    if len(word.replace(".", "").lstrip("0")) > DIGITS:
        raise _located(branch, Fault.NUMBER_TOO_LONG, limit=DIGITS)
    return Decimal(word)


def _unquoted(word: str) -> str:
    """A backslash stands before a quote or another backslash, nowhere else."""
    marks = iter(word[1:-1])
    return "".join(next(marks) if mark == "\\" else mark for mark in marks)


def _day(branch: Branch, word: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        try:
            return date.fromisoformat(word)
        except ValueError:
            pass
    raise _located(branch, Fault.NOT_A_DAY)

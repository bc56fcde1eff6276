"""From syntax tree to text: what is printed reads back as the same tree."""

from datetime import date
from decimal import Decimal

from shared.expressions.syntax import (
    Arithmetic,
    Call,
    Comparison,
    Items,
    Leaf,
    Literal,
    Logic,
    Membership,
    Minus,
    Name,
    Node,
    Not,
    Operator,
    Series,
)

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(1, 10)
"""How tightly a form binds; a part that binds looser than its place asks for gets parentheses."""


def show(node: Node) -> str:
    """The expression on one line, with no more parentheses than it needs."""
    return _at(node, OR)


def _at(node: Node, place: int) -> str:
    text, binding = _form(node)
    return text if binding >= place else f"({text})"


def _form(node: Node) -> tuple[str, int]:
    match node:
        case Literal() | Name() | Series():
            form = _leaf(node), ATOM
        case Items(items=items):
            form = f"[{_listed(items)}]", ATOM
        case Call(function=function, arguments=arguments):
            form = f"{function}({_listed(arguments)})", ATOM
        case Minus(operand=operand):
            form = f"-{_at(operand, SIGN)}", SIGN
        case Not(operand=operand):
            form = f"not {_at(operand, NOT)}", NOT
        case Logic(word=word, operands=operands):
            binding = OR if word == "or" else AND
            form = f" {word} ".join(_at(operand, binding + 1) for operand in operands), binding
        case _:
            form = _between(node)
    return form


def _leaf(node: Leaf) -> str:
    if isinstance(node, Literal):
        return _literal(node.value)
    return node.key if isinstance(node, Series) else node.name


def _between(node: Arithmetic | Comparison | Membership) -> tuple[str, int]:
    if isinstance(node, Membership):
        word = "not in" if node.negated else "in"
        return f"{_at(node.left, SUM)} {word} {_at(node.right, SUM)}", COMPARISON
    if isinstance(node, Comparison):
        return f"{_at(node.left, SUM)} {node.relation} {_at(node.right, SUM)}", COMPARISON
    if node.operator is Operator.POWER:
        return f"{_at(node.left, ATOM)} ^ {_at(node.right, SIGN)}", POWER
    binding = SUM if node.operator in {Operator.ADD, Operator.SUBTRACT} else PRODUCT
    return f"{_at(node.left, binding)} {node.operator} {_at(node.right, binding + 1)}", binding


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_at(node, OR) for node in nodes)


def _literal(value: Decimal | str | bool | date) -> str:  # noqa: FBT001 - a literal may be true or false
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return f'd"{value.isoformat()}"'
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""The language as its users see it: compile a text once, evaluate it often."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from typing_extensions import override

from shared.expressions.compiler import Compiler, Function, demand, single, unified
from shared.expressions.errors import ExpressionError, Fault
from shared.expressions.functions import DAYS, SINGLE_VALUES, TEXTS
from shared.expressions.kinds import Type
from shared.expressions.lists import LISTS
from shared.expressions.parser import parse
from shared.expressions.printer import show
from shared.expressions.syntax import Node, Series, walk
from shared.expressions.values import MOST_WORK, Reason, ReasonCode, Step, Value

T = TypeVar("T")
R = TypeVar("R")

EVERY_FUNCTION: Mapping[str, Function] = {**SINGLE_VALUES, **TEXTS, **DAYS, **LISTS}
"""For eligibility: facts of one applicant, with lists and days."""
FORMULA_FUNCTIONS: Mapping[str, Function] = SINGLE_VALUES
"""For indicators: figures of a region and a period, nothing else."""
CHECK_FUNCTIONS: Mapping[str, Function] = {**SINGLE_VALUES, **DAYS}
"""For the checks of a reporting form: figures, and days against today."""


class Missing(StrEnum):
    """What a missing figure does to a formula."""

    SKIP_IF_ANY = "skip_if_any"
    """One that is missing leaves the whole without a value."""
    SKIP_IF_ALL = "skip_if_all"
    """A missing one counts as zero, unless all are missing."""
    NEVER_SKIP = "never_skip"
    """A missing one counts as zero."""


@dataclass(frozen=True)
class Expression:
    """A compiled expression. `evaluate` never raises: what goes wrong is a missing value with its reasons."""

    node: Node
    type: Type
    names: frozenset[str]
    """The caller's names that it reads: what has to be asked for before it is evaluated."""
    step: Step = field(repr=False, compare=False)
    numbers: frozenset[str] = frozenset()
    """Those of the names that are numbers."""

    @property
    def series(self) -> frozenset[Series]:
        """The figures of other series that it reads; their keys are among the names."""
        return frozenset(node for node in walk(self.node) if isinstance(node, Series))

    def evaluate(self, values: Mapping[str, Any], *, missing: Missing = Missing.SKIP_IF_ANY) -> Value:
        """The outcome for values by their (dotted) name; an absent name is a missing value."""
        if missing is not Missing.SKIP_IF_ANY:
            values = self._filled(values, missing)
        reasons: list[Reason] = []
        value = self.step((values, reasons, [MOST_WORK]))
        if value is not None:
            return Value(value)
        return Value(None, tuple(dict.fromkeys(reasons)))

    def _filled(self, values: Mapping[str, Any], missing: Missing) -> Mapping[str, Any]:
        """Zeros where numbers are missing, as the strategy allows."""
        absent = {name for name in self.numbers if values.get(name) is None}
        if missing is Missing.SKIP_IF_ALL and absent == self.numbers:
            return values
        return {**values, **dict.fromkeys(absent, Decimal(0))}

    @override
    def __str__(self) -> str:
        return show(self.node)


def compile_expression(
    text: str,
    names: Mapping[str, Type],
    *,
    functions: Mapping[str, Function] = EVERY_FUNCTION,
    expected: Type | None = None,
) -> Expression:
    """Compile, or raise ExpressionError; `expected` is the type that the place of use demands."""
    return _compiled(parse(text), names, functions=functions, expected=expected)


def _compiled(
    node: Node, names: Mapping[str, Type], *, functions: Mapping[str, Function], expected: Type | None
) -> Expression:
    compiler = Compiler(functions)
    scope = (dict(names),)
    code = compiler.compile(node, scope)
    if expected is not None:
        demand(node, code.type, expected.kind)
        unified(code.type, expected, node)
    single(node, code.type)
    return Expression(
        node, code.type, frozenset(compiler.used), code.step, numbers=frozenset(compiler.numbers)
    )


@dataclass(frozen=True)
class Definitions:
    """Named expressions that may build on one another, in an order in which each comes after what it uses."""

    expressions: Mapping[str, Expression]

    def evaluate(self, values: Mapping[str, Any]) -> dict[str, Value]:
        """All outcomes; one that is missing hands its own reasons on to those that build on it."""
        known = dict(values)
        outcomes: dict[str, Value] = {}
        for name, expression in self.expressions.items():
            outcome = expression.evaluate(known)
            outcomes[name] = _traced(outcome, outcomes)
            known[name] = outcome.value
        return outcomes


def compile_all(
    texts: Mapping[str, str],
    names: Mapping[str, Type],
    *,
    functions: Mapping[str, Function] = EVERY_FUNCTION,
) -> Definitions:
    """Compile definitions that may name one another; a circle is refused with the names on it.

    A fault names its `definition` beside the line and column.
    """
    nodes = {name: _within(name, parse, text) for name, text in texts.items()}
    known = {name: kind for name, kind in names.items() if name not in nodes}
    made: dict[str, Expression] = {}

    def compiled(node: Node) -> Expression:
        return _compiled(node, known, functions=functions, expected=None)

    for name in nodes:
        waiting = [] if name in made else [name]
        while waiting:
            current = waiting[-1]
            try:
                made[current] = _within(current, compiled, nodes[current])
            except ExpressionError as error:
                waiting.append(_wanted(error, nodes, waiting))
            else:
                known[current] = made[current].type
                waiting.pop()
    return Definitions(made)


def _within(definition: str, act: Callable[[T], R], subject: T) -> R:
    try:
        return act(subject)
    except ExpressionError as error:
        params = {**error.params, "definition": definition}
        raise ExpressionError(error.code, line=error.line, column=error.column, **params) from error


def _wanted(error: ExpressionError, nodes: Mapping[str, Node], waiting: list[str]) -> str:
    """The definition that has to come first, if that is what the error is about."""
    name = error.params.get("name") if error.code is Fault.UNKNOWN_NAME else None
    if not isinstance(name, str) or name not in nodes:
        raise error
    if name in waiting:
        names = waiting[waiting.index(name) :]
        raise ExpressionError(Fault.CYCLE, line=error.line, column=error.column, names=names) from error
    return name


def _traced(outcome: Value, earlier: Mapping[str, Value]) -> Value:
    """The causes behind the definitions that were missing."""
    reasons: dict[Reason, None] = {}
    for reason in outcome.reasons:
        source = earlier.get(reason.name) if reason.name and reason.code is ReasonCode.MISSING else None
        reasons.update(dict.fromkeys((reason,) if source is None else source.reasons))
    return Value(outcome.value, tuple(reasons))

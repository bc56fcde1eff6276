"""One language for eligibility rules, indicators and targets: decimal, null-aware, typed with units."""

from shared.expressions.errors import ExpressionError, Fault
from shared.expressions.kinds import (
    BOOLEAN,
    COUNT,
    DAY,
    NUMBER,
    RATIO,
    TEXT,
    Kind,
    Type,
    list_of,
    number,
    records,
)
from shared.expressions.language import (
    CHECK_FUNCTIONS,
    EVERY_FUNCTION,
    FORMULA_FUNCTIONS,
    Definitions,
    Expression,
    Missing,
    compile_all,
    compile_expression,
)
from shared.expressions.syntax import Series
from shared.expressions.values import Reason, ReasonCode, Value

__all__ = [
    "BOOLEAN",
    "CHECK_FUNCTIONS",
    "COUNT",
    "DAY",
    "EVERY_FUNCTION",
    "FORMULA_FUNCTIONS",
    "NUMBER",
    "RATIO",
    "TEXT",
    "Definitions",
    "Expression",
    "ExpressionError",
    "Fault",
    "Kind",
    "Missing",
    "Reason",
    "ReasonCode",
    "Series",
    "Type",
    "Value",
    "compile_all",
    "compile_expression",
    "list_of",
    "number",
    "records",
]

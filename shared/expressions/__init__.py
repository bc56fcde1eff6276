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
    EVERY_FUNCTION,
    Definitions,
    Expression,
    compile_all,
    compile_expression,
)
from shared.expressions.values import Reason, ReasonCode, Value

__all__ = [
    "BOOLEAN",
    "COUNT",
    "DAY",
    "EVERY_FUNCTION",
    "NUMBER",
    "RATIO",
    "TEXT",
    "Definitions",
    "Expression",
    "ExpressionError",
    "Fault",
    "Kind",
    "Reason",
    "ReasonCode",
    "Type",
    "Value",
    "compile_all",
    "compile_expression",
    "list_of",
    "number",
    "records",
]

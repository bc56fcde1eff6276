"""What can be wrong with an expression before it ever runs, located in its text."""

from enum import StrEnum
from typing import TYPE_CHECKING

from shared.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Fault(StrEnum):
    """The codes; each has its sentence in the catalogue of messages."""

    TOO_LONG = "expression_too_long"
    TOO_DEEP = "expression_too_deep"
    TOO_LARGE = "expression_too_large"
    UNEXPECTED_END = "expression_unexpected_end"
    UNEXPECTED_SYMBOL = "expression_unexpected_symbol"
    NUMBER_TOO_LONG = "expression_number_too_long"
    NOT_A_DAY = "expression_not_a_day"
    UNKNOWN_NAME = "expression_unknown_name"
    UNKNOWN_FUNCTION = "expression_unknown_function"
    UNKNOWN_METHOD = "expression_unknown_method"
    METHOD_UNFIT = "expression_method_unfit"
    ARGUMENTS_MISSING = "expression_arguments_missing"
    ARGUMENTS_LEFT_OVER = "expression_arguments_left_over"
    NEEDS_NUMBER = "expression_needs_number"
    NEEDS_TEXT = "expression_needs_text"
    NEEDS_BOOLEAN = "expression_needs_boolean"
    NEEDS_DAY = "expression_needs_day"
    NEEDS_LIST = "expression_needs_list"
    NEEDS_ORDER = "expression_needs_order"
    NEEDS_SINGLE_VALUE = "expression_needs_single_value"
    NEEDS_WHOLE_NUMBER = "expression_needs_whole_number"
    TYPES_DIFFER = "expression_types_differ"
    UNITS_DIFFER = "expression_units_differ"
    UNIT_POWER = "expression_unit_power"
    EMPTY_LIST = "expression_empty_list"
    LISTS_TOO_NESTED = "expression_lists_too_nested"
    CYCLE = "expression_cycle"


class ExpressionError(ValueError):
    """A text that is no expression, or one that could not mean anything; line and column count from one."""

    def __init__(self, code: Fault, *, line: int = 1, column: int = 1, **params: object) -> None:
        super().__init__(f"{code} at {line}:{column} {params}" if params else f"{code} at {line}:{column}")
        self.code = code
        self.line = line
        self.column = column
        self.params: Mapping[str, object] = params

    def as_field_error(self, pointer: str) -> FieldError:
        """The same fault as an entry of a refusal's `errors`."""
        params = {**self.params, "line": self.line, "column": self.column}
        return FieldError(self.code, pointer=pointer, params=params)

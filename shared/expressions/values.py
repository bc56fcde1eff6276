"""What an evaluation works on and yields: a value, or nothing and the reasons why."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from shared.expressions.syntax import Position

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""decimal128: 34 digits, whatever the thread's own context says."""

Frame: TypeAlias = tuple[Any, ...]
"""Values by name, reasons so far, work left, then the record of each list function that is open."""
Step: TypeAlias = Callable[[Frame], Any]
"""A compiled part: takes the frame, gives its value, or None after it has noted a reason."""

REASONS, WORK, RECORDS = 1, 2, 3
MOST_WORK = 1_000_000
"""Parts that list functions may visit in one evaluation, about half a second."""


class ReasonCode(StrEnum):
    """Why there is no value; each has its sentence in the catalogue of messages."""

    MISSING = "value_missing"
    UNSUITABLE = "value_unsuitable"
    ITEM_UNSUITABLE = "value_item_unsuitable"
    DIVISION_BY_ZERO = "value_division_by_zero"
    OUT_OF_RANGE = "value_out_of_range"
    EMPTY_LIST = "value_empty_list"
    TOO_MUCH_WORK = "value_too_much_work"


class Reason(NamedTuple):
    """One cause of a missing value: a name that has none, or the place of an operation without a result."""

    code: ReasonCode
    name: str | None = None
    position: Position | None = None

    @property
    def params(self) -> dict[str, object]:
        """What the message is filled with."""
        if self.position is None:
            return {"name": self.name}
        return {"line": self.position.line, "column": self.position.column}


class Value(NamedTuple):
    """The outcome: reasons are there exactly when the value is not."""

    value: Any
    reasons: tuple[Reason, ...] = ()


def nothing(frame: Frame, reason: Reason) -> Any:
    """The missing value, once its reason is noted."""
    frame[REASONS].append(reason)
    return None


def forget(frame: Frame, mark: int) -> None:
    """Drop the reasons noted since: what was missing does not matter to the outcome."""
    del frame[REASONS][mark:]


def afford(frame: Frame, work: int, position: Position) -> bool:
    """Spend work; when there is not enough left, note that and answer no."""
    frame[WORK][0] -= work
    if frame[WORK][0] >= 0:
        return True
    nothing(frame, Reason(ReasonCode.TOO_MUCH_WORK, position=position))
    return False

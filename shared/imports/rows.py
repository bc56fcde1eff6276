"""What came of a row, and why one is turned down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shared.tables.reading import CellError, Row


class Outcome(StrEnum):
    """What came of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class RowRefusedError(Exception):
    """One row; its reasons come back in the file of errors."""

    def __init__(self, errors: Sequence[CellError]) -> None:
        super().__init__([error.code for error in errors])
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class Taken:
    """A row, what came of it, and the fields in which it differed."""

    row: Row
    outcome: Outcome
    fields: Sequence[str] = ()

    @classmethod
    def refused(cls, row: Row, reasons: RowRefusedError) -> "Taken":
        """The row with everything that is wrong in it."""
        return cls(Row(row.number, row.values, row.typed, reasons.errors), Outcome.REFUSED)

    def kept(self, key: str) -> "Taken":
        """Without the cells of a good row: a whole list is held until its end."""
        if self.outcome is Outcome.REFUSED:
            return self
        return Taken(Row(self.row.number, {key: self.row.values[key]}, _NOTHING), self.outcome, self.fields)


_NOTHING: Mapping[str, str] = {}


class Taker(Protocol):
    """Takes rows with the rights of who asked, within one transaction; repeating it changes nothing."""

    async def take(self, rows: Sequence[Row]) -> list[Taken]:
        """All rows in order."""
        ...

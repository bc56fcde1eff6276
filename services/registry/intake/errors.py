"""Why a row is turned down as a whole."""

from collections.abc import Sequence

from shared.errors import Conflict
from shared.tables.reading import CellError


class RowConflict(Conflict):
    """Another region keeps an organisation of this code, or another row came first."""


class RowRefusedError(Exception):
    """One row of a table; the reasons stand in the error workbook."""

    def __init__(self, errors: Sequence[CellError]) -> None:
        super().__init__([error.code for error in errors])
        self.errors = tuple(errors)

"""Why a row of a list of marks is turned down."""

from collections.abc import Sequence

from shared.tables.reading import CellError


class RowRefusedError(Exception):
    """One row; its reasons come back in the file of errors."""

    def __init__(self, errors: Sequence[CellError]) -> None:
        super().__init__([error.code for error in errors])
        self.errors = tuple(errors)

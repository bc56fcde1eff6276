"""Why a table as a whole is turned down; single cells are told row by row."""

from shared.errors import Invalid, TooLarge


class UnreadableTable(Invalid):
    """Neither a workbook of .xlsx nor text with separators, or damaged."""


class TableTooLarge(TooLarge):
    """More bytes, rows or cells than an import takes; `limit` says which."""


class HeadersMissing(Invalid):
    """Required columns are not there; `errors` names each."""

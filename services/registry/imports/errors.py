"""Refusals about imports."""

from shared.errors import NotFound


class ImportNotFound(NotFound):
    """No import here, or none of the caller's."""


class UndoneError(Exception):
    """Ends the transaction of a dry run, or of one whose rows were not all good; nothing stays."""

"""Refusals about imports, and why a row is turned down as a whole."""

from shared.errors import Conflict, NotFound


class ImportNotFound(NotFound):
    """No import here, or none of the caller's."""


class RowConflict(Conflict):
    """Another region keeps an organisation of this code, or another row came first."""

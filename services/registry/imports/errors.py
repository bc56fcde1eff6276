"""Refusals about imports."""

from shared.errors import NotFound


class ImportNotFound(NotFound):
    """No import here, or none of the caller's."""

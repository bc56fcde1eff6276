"""Refusals about boards."""

from shared.errors import NotFound


class BoardNotFound(NotFound):
    """No target is set by this document."""

"""Refusals about indicators."""

from shared.errors import NotFound


class IndicatorNotFound(NotFound):
    """No indicator has this code."""

"""Refusals about legal rules."""

from shared.errors import NotFound


class RuleNotFound(NotFound):
    """No rule of this code is in force on that day."""

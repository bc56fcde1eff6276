"""Refusals about sentences."""

from shared.errors import Invalid


class SentenceUnreadable(Invalid):
    """The sentence is none of those that targets are written in."""

"""Refusals of the public directory."""

from shared.errors import NotFound


class NotPublished(NotFound):
    """Nothing is published under this identifier."""

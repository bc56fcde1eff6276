"""Refusals about charts."""

from shared.errors import NotFound


class ChartNotFound(NotFound):
    """The target has no picture of this kind: a limit has no bullet, and only sets of regions have tiles."""

"""Refusals about facts."""

from shared.errors import Conflict, NotFound


class RebuildNotFound(NotFound):
    """No rebuild here."""


class RebuildRunning(Conflict):
    """All facts are being rebuilt already."""


class RebuildSuperseded(Conflict):
    """The rebuild was ended while it was at work."""

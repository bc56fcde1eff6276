"""What a round refuses."""

from shared.errors import Conflict, NotFound


class RoundNotFound(NotFound):
    """No such round, or none that the caller may know of."""


class QuotaReached(Conflict):
    """Every place of this quota is taken."""

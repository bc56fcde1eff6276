"""What score runs refuse."""

from shared.errors import Conflict, NotFound


class ScoreRunNotFound(NotFound):
    """No such score run, or none that the caller may know of."""


class NothingUnderReview(Conflict):
    """No application of the round is under review."""


class ResultNotFound(NotFound):
    """No result that the caller may know of; it is told after the ranking has been decided upon."""

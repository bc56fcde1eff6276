"""What rankings refuse."""

from shared.errors import Conflict, NotFound


class RankingNotFound(NotFound):
    """No such ranking, or none that the caller may know of."""


class RoundAlreadyRanked(Conflict):
    """Another ranking of the round has been applied."""

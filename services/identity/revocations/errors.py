"""What the revocation feed refuses."""

from shared.errors import Unavailable


class FeedBehind(Unavailable):
    """This process cannot see its own table, so that its silence would say too much."""

"""What a recommendation refuses."""

from shared.errors import Conflict, Invalid


class RankTaken(Conflict):
    """Another candidate of the authority has this rank."""


class AlreadyRecommended(Conflict):
    """The application holds a place already."""


class OrderNotWhole(Invalid):
    """A new order names every candidate of the authority once, and no other."""


class CandidatesRepeat(Invalid):
    """A list names an application or a rank twice, or one of another round."""

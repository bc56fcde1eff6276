"""What a round refuses."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class RoundNotFound(NotFound):
    """No such round, or none that the caller may know of."""


class DeadlineNotFound(NotFound):
    """The chain of this round has no such stage."""


class QuotaNotFound(NotFound):
    """The round has no such quota of recommendations."""


class QuotaReached(Conflict):
    """Every place of this quota is taken."""


class QuotaBelowTaken(Conflict):
    """More places are taken than the new cap leaves."""


class RoundCodeTaken(Conflict):
    """The programme has a round of this code."""


class RoundEnded(Conflict):
    """The round is closed or cancelled."""


class DeadlinePassed(Conflict):
    """A day that has passed is not extended: what it ended has ended."""


class EditionNotPublished(Conflict):
    """The programme has no published edition to make a round from."""


class RunByAnotherRegion(Forbidden):
    """The region that runs the round is not one of the caller's."""


class RoundDayUnusable(Invalid):
    """The day does not fit: in the past, not later than before, or not worked."""

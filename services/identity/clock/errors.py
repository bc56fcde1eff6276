"""What the keeper of the clock refuses."""

from shared.errors import Conflict


class ClockOnlyForward(Conflict):
    """Business time is there already, or beyond."""


class ClockTooFar(Conflict):
    """A demo stays within a hundred years."""

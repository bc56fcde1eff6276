"""Refusals about targets."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class TargetNotFound(NotFound):
    """No target has this code."""


class TargetCodeTaken(Conflict):
    """Another target has this code."""


class TargetOfAnotherRegion(Forbidden):
    """The target is set for a region that the caller does not cover."""


class TargetUnfit(Invalid):
    """The target speaks of what is not there, or its text does not stand in the clause."""

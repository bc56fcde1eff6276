"""What assignments refuse."""

from shared.errors import Conflict, Invalid, NotFound


class AssignmentNotFound(NotFound):
    """No such assignment, or none that the caller may know of."""


class AlreadyAssigned(Conflict):
    """The expert holds an assignment of this application already."""


class ConflictUnnamed(Invalid):
    """A declared conflict needs its kind and a reason."""

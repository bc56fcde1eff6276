"""What titles refuse."""

from shared.errors import Conflict, Forbidden, NotFound


class TitleNotFound(NotFound):
    """No such title."""


class TitleOutOfReach(Forbidden):
    """The title is neither the caller's own nor held in a region that the caller supervises."""


class TitleAlreadyHeld(Conflict):
    """The subject holds a valid title of this programme already."""

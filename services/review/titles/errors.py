"""What titles refuse."""

from shared.errors import Conflict, NotFound


class TitleNotFound(NotFound):
    """No such title."""


class TitleAlreadyHeld(Conflict):
    """The subject holds a valid title of this programme already."""

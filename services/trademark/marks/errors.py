"""Refusals about marks."""

from shared.errors import Conflict, Invalid, NotFound


class MarkNotFound(NotFound):
    """No mark here."""


class MarkNumberTaken(Conflict):
    """A mark of this number is in the register."""


class EventRecorded(Conflict):
    """The same event is on record."""


class EventOutOfPlace(Conflict):
    """The event fits no goods line of the mark on its day."""


class MarkUnfit(Invalid):
    """Holder, region, goods or days do not fit."""

"""Refusals about experts."""

from shared.errors import Conflict, Invalid, NotFound


class ExpertNotFound(NotFound):
    """No expert here, or none that the caller may know of."""


class ExpertSubjectTaken(Conflict):
    """This person is registered as an expert."""


class RelationNotFound(NotFound):
    """No relation here, or none that the caller may know of."""


class RelationPinned(Conflict):
    """An officer has pinned the relation: the expert cannot end it."""


class RelationEnded(Conflict):
    """The relation has ended."""


class ExpertInvalid(Invalid):
    """A period is empty, or an organisation or region is not known."""

"""What decisions refuse."""

from shared.errors import Conflict, Invalid, NotFound


class DecisionNotFound(NotFound):
    """No such decision, or none that the caller may know of."""


class EntriesNotDecidable(Invalid):
    """Some entries are not of this notice, suspended, or decided already."""


class NoticeStillOpen(Conflict):
    """A decision is drafted after the notice has closed."""


class AlreadyApproved(Conflict):
    """Nobody approves a decision twice."""


class EntriesChanged(Conflict):
    """Since the draft an entry was suspended, removed or listed anew: it waits for another decision."""


class DocumentNumberTaken(Conflict):
    """Another decision was issued under this document number."""


class AlreadyDecided(Conflict):
    """Another decision has decided one of these entries."""

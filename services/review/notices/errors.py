"""What notices refuse."""

from shared.errors import Conflict, Invalid, NotFound


class NoticeNotFound(NotFound):
    """No such notice, or none that the caller may know of."""


class NoticeEntryNotFound(NotFound):
    """No such entry, or none that the caller may know of."""


class EntryAlreadyNoticed(Conflict):
    """The application stands in another notice already."""


class EntriesUnknown(Invalid):
    """Some applications are not of this round, not known to the caller, or not ready for a notice."""

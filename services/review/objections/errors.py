"""What objections refuse."""

from shared.errors import Conflict, NotFound


class ObjectionNotFound(NotFound):
    """No such objection, or none that the caller may know of; also a wrong receipt code."""


class NoticeNotRunning(Conflict):
    """Objections are filed while the notice runs, against an entry that is listed."""


class ObjectorUnknown(NotFound):
    """The objection is anonymous: nobody's identity was taken."""


class ObjectionsOpen(Conflict):
    """A case with an unsettled objection is not recognised, and a recognised one takes no objection."""


class AnonymousNotAllowed(Conflict):
    """This programme hears named objections only."""

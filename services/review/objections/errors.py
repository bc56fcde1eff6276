"""What objections refuse."""

from shared.errors import Conflict, NotFound


class ObjectionNotFound(NotFound):
    """No such objection, or none that the caller may know of; also a wrong receipt code."""


class NoticeNotRunning(Conflict):
    """Objections are filed while the notice runs, against an entry that is listed."""


class AnonymousNotAllowed(Conflict):
    """This programme hears named objections only."""

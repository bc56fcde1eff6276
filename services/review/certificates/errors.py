"""What certificates refuse."""

from shared.errors import Conflict, NotFound


class CertificateNotFound(NotFound):
    """No such certificate, or none that the caller may know of."""


class TitleNotInForce(Conflict):
    """A certificate is issued for a title that is good today, and for no other."""

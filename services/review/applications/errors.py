"""What an application refuses."""

from shared.errors import Forbidden, NotFound


class ApplicationNotFound(NotFound):
    """No such application, or none that the caller may know of."""


class ApplicantNotFound(NotFound):
    """Registry knows no such organisation, or it is not the caller's own."""


class NotYourCandidate(Forbidden):
    """Another city or division recommends this application (四（一）1, 3)."""

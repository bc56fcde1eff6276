"""What an application refuses."""

from shared.errors import NotFound


class ApplicationNotFound(NotFound):
    """No such application, or none that the caller may know of."""


class ApplicantNotFound(NotFound):
    """Registry knows no such organisation, or it is not the caller's own."""

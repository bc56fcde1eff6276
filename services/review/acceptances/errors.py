"""What acceptance refuses."""

from shared.errors import Invalid, NotFound


class AcceptanceRunNotFound(NotFound):
    """No such run in this round, or none that the caller may know of."""


class CandidatesUnknown(Invalid):
    """Some of the applications are not recommended candidates of this round."""

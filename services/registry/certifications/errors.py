"""Refusals about certification."""

from shared.errors import Conflict, Invalid, NotFound


class ClaimNotFound(NotFound):
    """No claim here, or none that the caller may know of."""


class AlreadyClaimed(Conflict):
    """The caller has an open or verified claim on this organisation."""


class AlreadyCertified(Conflict):
    """Another claim on the organisation was verified first."""


class ReasonRequired(Invalid):
    """Who rejects, dismisses, awards or revokes says why."""

"""Refusals about the users of an indication."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class UserAuthorisationNotFound(NotFound):
    """No authorisation here, or none that the caller may know of."""


class UserAuthorisationOverlaps(Conflict):
    """The user is authorised for this indication for part of the period."""


class UserAuthorisationInvalid(Invalid):
    """A plot lies outside the area, the period is empty, or the quota is more than the plots can bear."""


class ApplicantUnfit(Forbidden):
    """Producers apply for themselves; officers apply for producers of their region."""


class AuthorisationReasonRequired(Invalid):
    """Who declines, suspends or withdraws says why."""

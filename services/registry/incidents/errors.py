"""Refusals about incidents."""

from shared.errors import Conflict, Invalid, NotFound


class IncidentNotFound(NotFound):
    """No incident here, or none that the caller may know of."""


class IncidentClosed(Conflict):
    """The incident was closed before."""


class IncidentDayUnfit(Invalid):
    """An incident happened before today and closes after it happened."""

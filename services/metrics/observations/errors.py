"""Refusals about observations."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class ObservationNotFound(NotFound):
    """No observation here."""


class ObservationClosed(Conflict):
    """The observation was corrected or withdrawn before."""


class ObservationExists(Conflict):
    """This origin has a figure for the series, region and period already; correct that one."""


class ObservationUnfit(Invalid):
    """The figure names a region that there is not."""


class ObservationOutOfReach(Forbidden):
    """The region lies outside those that the caller writes figures for."""

"""Refusals about reporting."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class WindowNotFound(NotFound):
    """No such window."""


class ReportNotFound(NotFound):
    """No report here, or none that the caller may know of."""


class SheetNotFound(NotFound):
    """No sheet here, or none that the caller may know of."""


class WindowExists(Conflict):
    """The form is asked for this period in this region already."""


class ReportBegun(Conflict):
    """The unit has a report in this window already."""


class ReportNotOpen(Conflict):
    """Only a draft, or a report that was returned, is filled in."""


class WindowUnfit(Invalid):
    """A form, a period, days or units that do not fit together."""


class ReportUnfit(Invalid):
    """Figures or entries that the form does not ask for."""


class ReasonMissing(Invalid):
    """What is returned or revised says why."""


class UnitOutOfReach(Forbidden):
    """The region is not the caller's to report or to ask for."""

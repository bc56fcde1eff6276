"""Refusals about regions."""

from shared.errors import Conflict, Invalid, NotFound


class RegionNotFound(NotFound):
    """No region has this code."""


class ZoneExists(Conflict):
    """The local code stands for another zone already."""


class ZoneParentUnfit(Invalid):
    """A zone lies below a city or county that is valid when the zone begins."""

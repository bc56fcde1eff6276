"""Refusals about indications."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class IndicationNotFound(NotFound):
    """No indication has this identifier."""


class IndicationFormNotFound(NotFound):
    """The indication has no such legal form."""


class IndicationFormTaken(Conflict):
    """Another indication has this number in this register."""


class IndicationInvalid(Invalid):
    """A region is unknown, a period is the wrong way round, or a fact is missing."""


class IndicationOutOfReach(Forbidden):
    """The indication lies outside the caller's regions."""


class CapacityReached(Conflict):
    """The users of a year would make more than the product's capacity."""


class LandReached(Conflict):
    """The plots of a year's users would be more than the product's land."""

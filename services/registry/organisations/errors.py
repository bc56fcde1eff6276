"""Refusals about organisations."""

from shared.errors import Conflict, Invalid, NotFound


class OrganisationNotFound(NotFound):
    """No organisation here, or none that the caller may know of."""


class CreditCodeTaken(Conflict):
    """An organisation with this unified social credit code is registered."""


class OrganisationDissolved(Conflict):
    """A dissolved organisation takes part in nothing new."""


class RegionNotServed(Invalid):
    """The region is not known, or not in force on the day."""


class OutsideOwnRegion(Invalid):
    """An officer registers and moves organisations within the own region only."""


class NotYetKnown(NotFound):
    """The organisation was not registered on that day."""


class EffectiveDayUnfit(Invalid):
    """A change takes effect on a day between the one before it and today."""

"""Refusals about brands."""

from shared.errors import Conflict, Invalid, NotFound


class BrandNotFound(NotFound):
    """No brand has this identifier."""


class BrandNameTaken(Conflict):
    """The organisation has a brand of this name and kind."""


class BrandRetired(Conflict):
    """A retired brand is not given to anybody."""


class ParentUnfit(Invalid):
    """Only regional, cluster and city brands are given to others."""


class ChildUnfit(Invalid):
    """The child is a brand of the organisation that is authorised, and stands below nothing of its own."""


class AuthorisationOverlaps(Conflict):
    """The brand, the user and the child have a period that overlaps, or the child another parent."""


class AuthorisationNotFound(NotFound):
    """No authorisation has this identifier."""

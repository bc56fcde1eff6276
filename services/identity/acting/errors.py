"""What acting for a legal person refuses."""

from shared.errors import Conflict, Forbidden, NotFound


class RelationUnknown(NotFound):
    """No such relation, or not the caller's own."""


class VouchingOver(Forbidden):
    """The platform vouched too long ago, or does no longer: sign in anew."""


class ActingWithdrawn(Forbidden):
    """The security administrator has taken this role away; only they give it again."""


class LegalPersonNotRegistered(Conflict):
    """The registry knows no active organisation of this credit code."""

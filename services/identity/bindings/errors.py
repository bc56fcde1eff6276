"""What the granting of roles refuses."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class BindingUnknown(NotFound):
    """No binding of this identifier, or none that the caller may know of."""


class BindingMisplaced(Invalid):
    """The role cannot be bound to that."""


class BindingExists(Conflict):
    """The principal holds this role for this place in that time already."""


class DutiesNotSeparate(Conflict):
    """System, security and audit administration are three people's, without case roles beside them."""


class GrantToOneself(Forbidden):
    """Nobody decides on their own roles."""


CONSTRAINTS = {"bindings_same_excl": BindingExists, "bindings_one_duty_excl": DutiesNotSeparate}
"""Rules that the database keeps, also against two administrators at once."""

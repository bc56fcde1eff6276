"""What panels refuse."""

from shared.errors import Conflict, Invalid, NotFound


class PanellistNotFound(NotFound):
    """No such panellist, or none that the caller may know of."""


class ConflictNotFound(NotFound):
    """No such conflict of interest, or none that the caller may know of."""


class ExpertsUnknown(Invalid):
    """Some experts are not known to registry, or have nobody who signs in for them."""


class CaseOfAnotherRound(Invalid):
    """The application and the panellist do not belong to one round."""


class ConflictPinned(Conflict):
    """An officer has pinned the conflict; whoever declared it cannot take it back."""


class ConflictComputed(Conflict):
    """A conflict that follows from registry's facts is not withdrawn by anybody."""


class ConflictWithdrawn(Conflict):
    """The declaration was taken back before."""

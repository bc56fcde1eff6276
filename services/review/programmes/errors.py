"""What programmes and their editions refuse."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class ProgrammeNotFound(NotFound):
    """No such programme."""


class EditionNotFound(NotFound):
    """No such edition, or a draft that the caller may not know of."""


class ShippedDefinitionNotFound(NotFound):
    """The release ships no definition of this name."""


class ProgrammeCodeTaken(Conflict):
    """Another programme has this code."""


class EditionPublished(Conflict):
    """A published edition is immutable; put the change into the next one."""


class OwnedByAnotherRegion(Forbidden):
    """The region that owns the programme is not one of the caller's."""


class DefinitionOfAnotherProgramme(Invalid):
    """The definition names another programme or owner region."""


class OwnerRegionUnknown(Invalid):
    """No region has this code."""

"""What a draft refuses."""

from shared.errors import Conflict, Invalid, NotFound


class AlreadyApplied(Conflict):
    """The organisation has an application in this round already."""


class ApplyingNotPossible(Conflict):
    """The round takes no applications now, or the organisation is not certified; `blocked` says which."""


class ApplicantNotAdmitted(Invalid):
    """The programme does not admit applicants of this kind, category or region."""


class FormUnfit(Invalid):
    """The form holds values that its schema refuses; `errors` lists them."""


class FieldsNotOpen(Invalid):
    """A correction opens only the members it names."""


class NotBeingEdited(Conflict):
    """Form and materials change in a draft or a correction only."""


class MaterialNotAdmitted(Invalid):
    """The file is not of an admitted format, or of a material that the edition does not know."""


class MaterialNotFound(NotFound):
    """Nothing of this identifier is attached."""

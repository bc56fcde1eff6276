"""What setting a document refuses."""

from shared.errors import Conflict


class DocumentNotSet(Conflict):
    """The document could not be set; most often a name holds a character that no font here has."""

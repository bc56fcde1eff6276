"""What dossiers and corrections refuse."""

from shared.errors import Conflict, Invalid, NotFound


class DossierNotFound(NotFound):
    """No dossier of this number."""


class CorrectionOpen(Conflict):
    """A correction of this application is open already."""


class CorrectionPointsUnknown(Invalid):
    """A correction names members that neither the form nor the list of materials has."""

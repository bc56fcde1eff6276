"""Why a row is turned down as a whole."""

from shared.errors import Conflict


class RowConflict(Conflict):
    """Another region keeps an organisation of this code, or another row came first."""

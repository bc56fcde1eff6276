"""What draws refuse."""

from shared.errors import Conflict, NotFound


class DrawNotFound(NotFound):
    """No such draw of experts, or none that the caller may know of."""


class PanelEmpty(Conflict):
    """Nobody who could be drawn sits on the panel of the round."""

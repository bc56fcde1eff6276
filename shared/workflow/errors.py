"""What the engine refuses: a step that the table does not give, and a table that cannot be right."""

from shared.errors import Conflict


class ActionNotAllowed(Conflict):
    """The step is not open now; `blocked` names those that are, and what stands in the way of the others."""


class UnsoundWorkflowError(ValueError):
    """A table with a fault of construction; found when its module is imported, never in a request."""

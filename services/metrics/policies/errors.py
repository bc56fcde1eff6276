"""Refusals about policy documents and their tasks."""

from shared.errors import Forbidden, Invalid, NotFound


class DocumentNotFound(NotFound):
    """No policy document has this code."""


class TaskNotFound(NotFound):
    """The document sets no such task."""


class TaskOfAnotherRegion(Forbidden):
    """The document binds a region that the caller does not cover."""


class ProgressUnfit(Invalid):
    """Progress is reported on a day that has come, and not before the report before it."""

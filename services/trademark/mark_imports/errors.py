"""Refusals about imports of marks."""

from shared.errors import Invalid, NotFound


class MarkImportNotFound(NotFound):
    """No import here, or none of the caller's."""


class MarkImportUnfit(Invalid):
    """The day of the list does not fit."""

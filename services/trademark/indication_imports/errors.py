"""Refusals about imports of indications."""

from shared.errors import NotFound


class IndicationImportNotFound(NotFound):
    """No import here, or none of the caller's."""

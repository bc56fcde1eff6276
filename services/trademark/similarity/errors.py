"""Refusals about similar marks."""

from shared.errors import Invalid


class NameUnsearchable(Invalid):
    """Nothing of the name is left to search by: it has neither letters nor figures."""

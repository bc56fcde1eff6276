"""Refusals about yearly facts."""

from shared.errors import Invalid


class FactUnfit(Invalid):
    """A figure that cannot be: negative, broken persons, a share above one, a year to come."""


class CorrectionUnreasoned(Invalid):
    """A figure that is on record is changed with a reason only."""

"""Refusals about attainment."""

from shared.errors import Invalid


class AttainmentUnfit(Invalid):
    """The question asks for a region or a day that the target cannot be judged for."""

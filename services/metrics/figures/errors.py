"""Refusals about readings."""

from shared.errors import Forbidden, Invalid


class QuestionUnfit(Invalid):
    """The question names a region, window, boundary or condition that there is not."""


class RegionOutOfReach(Forbidden):
    """Counts with conditions of one's own are for those who cover the region."""

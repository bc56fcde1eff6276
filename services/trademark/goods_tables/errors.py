"""Refusals about tables of goods."""

from shared.errors import Invalid, NotFound


class GoodsTableNotRead(NotFound):
    """The table of this class is not loaded."""


class GoodsTableInvalid(Invalid):
    """A group belongs to another class, stands twice, or a note speaks of no group of the table."""

"""Refusals about people."""

from typing import ClassVar

from shared.errors import NotFound, TooManyRequests


class PersonNotFound(NotFound):
    """Nobody here, or nobody whom the caller may know of."""


class UnmaskingTooOften(TooManyRequests):
    """More personal data read in clear within an hour than anybody needs."""

    recorded: ClassVar[bool] = True

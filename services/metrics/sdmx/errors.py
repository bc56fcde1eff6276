"""Refusals about figures in the forms of SDMX."""

from shared.errors import Invalid, NotFound


class FiguresNotFound(NotFound):
    """No figure has this key, as far as was known at that moment."""


class KeyUnfit(Invalid):
    """A key has four parts with dots between, any of which may be *; or it is * alone."""

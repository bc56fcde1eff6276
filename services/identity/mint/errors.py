"""What the minting of tokens refuses."""

from shared.errors import Invalid


class ScopesNotAllowed(Invalid):
    """The front-end may not ask for one of these scopes."""

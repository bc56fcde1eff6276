"""What the minting of tokens refuses."""

from typing import Self

from shared.errors import FieldError, Invalid


class ScopesNotAllowed(Invalid):
    """The front-end may not ask for one of these scopes."""

    @classmethod
    def in_body(cls) -> Self:
        """Of a request that names scopes as a list."""
        return cls(errors=[FieldError("scope_not_allowed", pointer="/scopes")])

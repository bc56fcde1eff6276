"""What the providers of sign-in refuse, or cannot do now."""

from shared.errors import NotFound, Unavailable


class ProviderUnknown(NotFound):
    """No provider of this name is set up."""


class ProviderSilent(Unavailable):
    """The provider does not answer, or not as an OpenID provider does; begin the sign-in anew."""

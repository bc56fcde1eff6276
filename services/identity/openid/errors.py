"""What signing in through an OpenID provider refuses."""

from shared.errors import Conflict, Forbidden, Unauthenticated


class OpenidSignInRefused(Unauthenticated):
    """Not begun in this browser, done already, over, not vouched for, or blocked: not told apart."""


class NotEnrolled(Forbidden):
    """The provider vouches for somebody whom nobody has entered here under that subject."""


class IssuerChanged(Conflict):
    """The people of this provider were linked under another issuer."""


class SignInFault(Exception):
    """Why a sign-in fails, in one word for the log of sign-ins."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

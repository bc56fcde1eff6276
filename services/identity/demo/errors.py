"""What the demo sign-in refuses."""

from shared.errors import TooManyRequests, Unauthenticated


class SignInRefused(Unauthenticated):
    """No such demo person, a wrong passphrase, or a person who is blocked: not told apart."""


class TooManySignIns(TooManyRequests):
    """Too many failures under this name; the right passphrase does not help for a while."""

"""What signing in by ticket refuses."""

from shared.errors import Unauthenticated


class TicketSignInRefused(Unauthenticated):
    """Not begun in this browser, done already, over, not vouched for, or blocked: not told apart."""

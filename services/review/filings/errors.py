"""What filing refuses beside the objection itself."""

from shared.errors import TooManyRequests


class TooManyObjections(TooManyRequests):
    """From this address as many objections were filed against the notice as a day allows."""

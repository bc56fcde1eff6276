"""What eligibility refuses."""

from shared.errors import NotFound


class EligibilityRunNotFound(NotFound):
    """No such run, or none that the caller may know of."""

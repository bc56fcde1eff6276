"""What the register of people refuses."""

from shared.errors import NotFound


class PersonUnknown(NotFound):
    """No person of this identifier, or none that the caller may know of."""

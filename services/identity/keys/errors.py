"""What the keeper of keys refuses."""

from shared.errors import Conflict, NotFound, Unavailable


class SealBroken(Exception):
    """A sealed private key cannot be opened. Stops bootstrap and the start of the service."""

    def __init__(self) -> None:
        super().__init__(
            "The signing keys were sealed with another IDENTITY_DATA_KEY: set that one again, "
            "or empty the database (in a checkout: `make reset`) and bootstrap anew."
        )


class KeyUnknown(NotFound):
    """No key of this identifier."""


class NextKeyTooYoung(Conflict):
    """The next key has not stood in the key set long enough for every verifier to know it."""


class NoSigningKey(Unavailable):
    """Bootstrap has not made the first keys yet."""

"""What the keeper of keys refuses."""

from shared.errors import Conflict, NotFound, Unavailable


class SealBroken(Exception):
    """A sealed private key cannot be opened: another data key, or a changed row. Stops the start."""


class KeyUnknown(NotFound):
    """No key of this identifier."""


class NextKeyTooYoung(Conflict):
    """The next key has not stood in the key set long enough for every verifier to know it."""


class NoSigningKey(Unavailable):
    """Bootstrap has not made the first keys yet."""

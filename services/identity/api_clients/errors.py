"""What the register of clients refuses."""

from shared.errors import Conflict, Invalid, NotFound


class ClientUnknown(NotFound):
    """No client of this identifier."""


class ClientNameTaken(Conflict):
    """Another client has this name."""


class KeySetUnusable(Invalid):
    """The public keys of the client cannot be used."""


class SecretNotUsed(Conflict):
    """The client proves itself by a private key or not at all, so that it has no secret."""
